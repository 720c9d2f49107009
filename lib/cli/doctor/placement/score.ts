import type { EC2Client } from '@aws-sdk/client-ec2';
import { attributesRequest } from '../../../aws/ec2/fleet-overrides.ts';
import type { InstanceRequirements } from '../../../config/ec2/settings.ts';
import { type Finding, ok, warn } from '../../finding.ts';
import type { TypesOf } from './named-types.ts';

/** Of ten. Below it EC2 had better have more to choose from. */
const GOOD = 4;

/**
 * How likely a request for all of a runner's machines at once is to succeed on spot, by zone, from 1 to 10. An account may
 * ask about a few configurations a day alone.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/how-sps-works.html
 */
export async function scoreFinding(
  { client, runner, zones, machines }: TypesOf,
  requirements: InstanceRequirements,
): Promise<Finding> {
  const { region } = runner.ec2;
  const check = `spot capacity for ${runner.name}`;
  const names = await zoneNames(client, zones);
  const { paginateGetSpotPlacementScores } = await import('@aws-sdk/client-ec2');
  const pages = paginateGetSpotPlacementScores(
    { client },
    {
      TargetCapacity: machines,
      SingleAvailabilityZone: true,
      RegionNames: [region],
      InstanceRequirementsWithMetadata: {
        ArchitectureTypes: [requirements.architecture],
        VirtualizationTypes: ['hvm'],
        InstanceRequirements: attributesRequest(requirements),
      },
    },
  );
  const scores: { readonly zone: string; readonly score: number }[] = [];
  for await (const { SpotPlacementScores = [] } of pages) {
    for (const { AvailabilityZoneId = '', Score = 0 } of SpotPlacementScores) {
      const zone = names.get(AvailabilityZoneId);
      if (zone !== undefined) scores.push({ zone, score: Score });
    }
  }
  return judge(check, scores, machines);
}

function judge(
  check: string,
  scores: readonly { readonly zone: string; readonly score: number }[],
  machines: number,
): Finding {
  const many = machines === 1 ? 'one machine' : `${machines} machines at once`;
  if (scores.length === 0) return warn(check, `EC2 gives no placement score for ${many}`);
  const told = scores.map(({ zone, score }) => `${score} of 10 in ${zone}`).join(', ');
  const found = `placement score for ${many}: ${told}`;
  if (scores.some(({ score }) => score >= GOOD)) return ok(check, found);
  return warn(check, found, 'Ask for less in instance_requirements, or name subnets in more zones.');
}

/** By their ids: scores are told by these, which mean the same zone in each account. */
async function zoneNames(client: EC2Client, zones: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { DescribeAvailabilityZonesCommand } = await import('@aws-sdk/client-ec2');
  const { AvailabilityZones = [] } = await client.send(
    new DescribeAvailabilityZonesCommand({ ZoneNames: [...zones] }),
  );
  return new Map(AvailabilityZones.map(({ ZoneId = '', ZoneName = '' }) => [ZoneId, ZoneName]));
}
