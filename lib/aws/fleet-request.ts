import type {
  _InstanceType,
  CreateFleetCommandInput,
  FleetLaunchTemplateOverridesRequest,
} from '@aws-sdk/client-ec2';
import type { Ec2Settings, RunnerSettings } from '../config/settings.ts';
import type { Launch } from '../scaler/launch.ts';
import { machineName } from '../scaler/machine-name.ts';
import { launchTemplateName } from './launch-template-name.ts';
import { LAUNCH_TAG, RUNNER_TAG, SCALER_TAG } from './tags.ts';

/** What all launches of a deployment have in common. */
export interface Deployment {
  /** Value of the tag `bastionless:scaler`. */
  readonly scaler: string;
  /** What the names of its launch templates begin with. */
  readonly launchTemplatePrefix: string;
}

/**
 * One fleet of type instant: EC2 answers with the instances, and keeps nothing running or being replaced. The
 * request follows from its arguments alone, since EC2 refuses the same ClientToken with another request.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFleet.html
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function fleetRequest(
  launch: Launch,
  runner: RunnerSettings,
  deployment: Deployment,
): CreateFleetCommandInput {
  const isSpot = runner.ec2.market.kind === 'Spot';
  return {
    Type: 'instant',
    ClientToken: launch.id,
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: {
          LaunchTemplateName: launchTemplateName(deployment.launchTemplatePrefix, runner.name),
          Version: '$Latest',
        },
        Overrides: [overrideOf(runner.ec2)],
      },
    ],
    ...(isSpot && { SpotOptions: { AllocationStrategy: 'price-capacity-optimized' } }),
    TargetCapacitySpecification: {
      TotalTargetCapacity: launch.count,
      DefaultTargetCapacityType: isSpot ? 'spot' : 'on-demand',
    },
    TagSpecifications: tagSpecificationsOf(launch, runner, deployment),
  };
}

/** A subnet says the zone; without one it is the zone's default subnet. MaxPrice is an instance's, an hour. */
function overrideOf({
  region,
  zone,
  subnetId,
  instanceType,
  market,
}: Ec2Settings): FleetLaunchTemplateOverridesRequest {
  return {
    InstanceType: instanceType as _InstanceType,
    ...(subnetId === undefined ? { AvailabilityZone: `${region}${zone}` } : { SubnetId: subnetId }),
    ...(market.kind === 'Spot' && market.maxPrice !== undefined && { MaxPrice: market.maxPrice }),
  };
}

/** The name is one for all instances of a launch: an instance's own name has its id, which is not yet known. */
function tagSpecificationsOf(
  launch: Launch,
  runner: RunnerSettings,
  { scaler }: Deployment,
): NonNullable<CreateFleetCommandInput['TagSpecifications']> {
  const ours = { [SCALER_TAG]: scaler, [RUNNER_TAG]: runner.name, [LAUNCH_TAG]: launch.id };
  const name = machineName(runner.machine.namePattern, launch.at, launch.id.slice(0, 8));
  return [
    { ResourceType: 'fleet', Tags: tagsOf(ours) },
    { ResourceType: 'instance', Tags: tagsOf({ Name: name, ...runner.ec2.tags, ...ours }) },
  ];
}

function tagsOf(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
