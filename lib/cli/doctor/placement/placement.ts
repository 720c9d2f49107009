import type { EC2Client, Subnet } from '@aws-sdk/client-ec2';
import { architectureOf } from '../../../config/ec2/architecture.ts';
import { NEWER_IMAGE, whyTooOld } from '../../../config/ec2/old-image.ts';
import type { Ec2Settings } from '../../../config/ec2/settings.ts';
import type { RunnerSettings, Settings } from '../../../config/settings.ts';
import { defaultImageParameter } from '../../../machine/images.ts';
import { clientOptions, type Deployment, ec2Options } from '../../deployment/deployment.ts';
import { troubleOf } from '../../explain.ts';
import { type Finding, fail, ok, warn } from '../../finding.ts';
import { attempted } from '../attempted.ts';
import { fittingFindings } from './fitting-types.ts';
import { mostMachines } from './most-machines.ts';
import { namedFindings } from './named-types.ts';

/** Where machines are, from which image, and whether their types are on offer there. */
export async function placementFindings(
  deployment: Deployment,
  settings: Settings,
): Promise<readonly Finding[]> {
  const { EC2Client } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client(ec2Options(deployment));
  const found = await Promise.all(
    settings.runners.map((runner) => runnerFindings(deployment, client, runner, settings)),
  );
  client.destroy();
  return found.flat();
}

async function runnerFindings(
  deployment: Deployment,
  client: EC2Client,
  runner: RunnerSettings,
  settings: Settings,
): Promise<readonly Finding[]> {
  const { name, ec2 } = runner;
  const { findings, zones } = await subnetFindings(client, name, ec2);
  const typesOf = ec2.requirements === undefined ? namedFindings : fittingFindings;
  return [
    await attempted(`image of ${name}`, () => imageFinding(deployment, client, name, ec2)),
    ...findings,
    ...(await typesOf({ client, runner, zones, machines: mostMachines(runner, settings) })),
  ];
}

async function imageFinding(
  deployment: Deployment,
  client: EC2Client,
  name: string,
  { imageId, instanceTypes }: Ec2Settings,
): Promise<Finding> {
  const check = `image of ${name}`;
  if (imageId === undefined) {
    const parameter = defaultImageParameter(architectureOf(instanceTypes[0]));
    const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
    const ssm = new SSMClient(clientOptions(deployment));
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameter }));
    ssm.destroy();
    return ok(check, `Amazon Linux 2023, ECS-optimized, now ${Parameter?.Value}`);
  }
  const { DescribeImagesCommand } = await import('@aws-sdk/client-ec2');
  const { Images = [] } = await client.send(
    new DescribeImagesCommand({ Filters: [{ Name: 'image-id', Values: [imageId] }] }),
  );
  const [image] = Images;
  if (image === undefined)
    return fail(check, `there is no image ${imageId} here`, 'Correct amazonec2-ami, or leave it out.');
  const wanted = architectureOf(instanceTypes[0]);
  if (image.Architecture !== wanted)
    return fail(
      check,
      `${imageId} is for ${image.Architecture}, ${instanceTypes[0]} is ${wanted}`,
      'Name an image of that architecture.',
    );
  const old = whyTooOld(image.Name, image.Description);
  if (old !== undefined) return warn(check, `${imageId} (${image.Name}): ${old}`, NEWER_IMAGE);
  return ok(check, `${imageId} (${image.Name})`);
}

/** The zones too, in which the types must be on offer. */
async function subnetFindings(
  client: EC2Client,
  name: string,
  { subnets, vpcId, region, zone, isIpv6Only }: Ec2Settings,
): Promise<{ readonly findings: readonly Finding[]; readonly zones: readonly string[] }> {
  const check = `subnets of ${name}`;
  if (subnets.length === 0)
    return { findings: [ok(check, `the default subnet of ${region}${zone}`)], zones: [`${region}${zone}`] };
  try {
    const { DescribeSubnetsCommand } = await import('@aws-sdk/client-ec2');
    const { Subnets = [] } = await client.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...subnets] }] }),
    );
    const findings = [
      ...sharedZones(check, Subnets),
      ...subnets.map((id): Finding => {
        const subnet = Subnets.find(({ SubnetId }) => SubnetId === id);
        if (subnet === undefined)
          return fail(check, `there is no subnet ${id} here`, 'Correct amazonec2-subnet-id, or subnets.');
        if (vpcId !== undefined && subnet.VpcId !== vpcId)
          return fail(check, `${id} is in ${subnet.VpcId}, not in ${vpcId}`, 'Correct amazonec2-vpc-id.');
        if (isIpv6Only && !hasIpv6(subnet))
          return fail(
            check,
            `${id} has no IPv6 range, and machines are to have IPv6 alone`,
            'Give it one, with a route to an internet gateway or an egress-only one, or leave ipv6_only out.',
          );
        const found = `${id} in ${subnet.AvailabilityZone}, ${subnet.AvailableIpAddressCount} addresses free`;
        return (subnet.AvailableIpAddressCount ?? 0) > 0 ? ok(check, found) : warn(check, found);
      }),
    ];
    return {
      findings,
      zones: [...new Set(Subnets.flatMap(({ AvailabilityZone }) => AvailabilityZone ?? []))],
    };
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return { findings: [warn(check, `could not be looked at: ${message}`, todo)], zones: [] };
  }
}

const hasIpv6 = ({ Ipv6CidrBlockAssociationSet = [] }: Subnet): boolean =>
  Ipv6CidrBlockAssociationSet.some(({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State === 'associated');

/** EC2 refuses a fleet that has two of one zone, so each launch leaves all but one of them out. */
function sharedZones(check: string, subnets: readonly Subnet[]): Finding[] {
  return [...Map.groupBy(subnets, ({ AvailabilityZone }) => AvailabilityZone)].flatMap(([zone, shared]) => {
    if (shared.length < 2) return [];
    const ids = shared.map(({ SubnetId }) => SubnetId).join(', ');
    const found = `${ids} are in one zone, ${zone}: a launch uses one of them, the one with the most free addresses`;
    return [
      warn(check, found, 'Name subnets of different zones: EC2 then has more capacity to choose from.'),
    ];
  });
}
