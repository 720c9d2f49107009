import type {
  CreateFleetCommandInput,
  ResourceType,
  RunInstancesCommandInput,
  TagSpecification,
} from '@aws-sdk/client-ec2';
import type { Ec2Settings } from '../../config/ec2/settings.ts';
import type { RunnerSettings } from '../../config/settings.ts';
import type { Launch } from '../../scaler/state/launches/launch.ts';
import { machineName } from '../../scaler/state/machines/machine-name.ts';
import { costTags, LAUNCH_TAG, SCALER_TAG, withName } from '../tags.ts';
import { choiceOf, overridesOf } from './fleet-overrides.ts';
import { launchCall } from './launch-call.ts';

/** The call that asks EC2 for a launch's machines, and what it is given. */
export type LaunchRequest =
  | { readonly call: 'CreateFleet'; readonly input: CreateFleetCommandInput }
  | { readonly call: 'RunInstances'; readonly input: RunInstancesCommandInput };

/** Where a launch belongs. */
interface Belonging {
  readonly launch: Pick<Launch, 'id' | 'count' | 'market' | 'at'>;
  readonly runner: RunnerSettings;
  /** Of the runner's subnets those that it may be in, one for each zone. */
  readonly subnets: readonly string[];
  /** Value of the tag `bastionless:scaler`. */
  readonly scaler: string;
}

/** A template has one version: what it says is part of its name, so that other content is another template. */
const VERSION = '1';

/**
 * The request follows from its arguments alone, since EC2 refuses the same ClientToken with another request.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function launchRequest(of: Belonging, launchTemplateId: string): LaunchRequest {
  const template = { LaunchTemplateId: launchTemplateId, Version: VERSION };
  const call = launchCall(of.runner.ec2, of.launch.market);
  return call === 'CreateFleet'
    ? { call, input: fleetRequest(of, template) }
    : { call, input: instancesRequest(of, template) };
}

interface Template {
  readonly LaunchTemplateId: string;
  readonly Version: string;
}

/**
 * One fleet of type instant: EC2 looks for capacity over all types and subnets at once, answers with the instances it
 * has launched, fewer if need be, and keeps nothing running or being replaced. It tags the fleet and the instances;
 * disks, network interfaces and spot requests are tagged by the template.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFleet.html
 */
function fleetRequest(of: Belonging, template: Template): CreateFleetCommandInput {
  const { launch } = of;
  const isSpot = launch.market === 'Spot';
  return {
    Type: 'instant',
    ClientToken: launch.id,
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: template,
        Overrides: overridesOf(of.runner.ec2, launch.market, of.subnets),
      },
    ],
    ...choiceOf(of.runner.ec2, launch.market),
    TargetCapacitySpecification: {
      TotalTargetCapacity: launch.count,
      DefaultTargetCapacityType: isSpot ? 'spot' : 'on-demand',
    },
    TagSpecifications: [
      { ResourceType: 'fleet', Tags: tagList(ourTags(of)) },
      { ResourceType: 'instance', Tags: tagList(instanceTags(of)) },
    ],
  };
}

/**
 * As many of one type in one place as there are, up to the launch's count. Its subnet, if one is named, is in the
 * template: beside a network interface EC2 takes none in the request.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
 */
function instancesRequest(of: Belonging, LaunchTemplate: Template): RunInstancesCommandInput {
  const { launch, runner } = of;
  const others = tagList({ ...withName(runner.ec2.tags, nameOf(of)), ...ourTags(of) });
  const kinds: ResourceType[] = ['volume', 'network-interface'];
  const TagSpecifications: TagSpecification[] = [
    { ResourceType: 'instance', Tags: tagList(instanceTags(of)) },
    ...kinds.map((ResourceType) => ({ ResourceType, Tags: others })),
  ];
  return {
    ClientToken: launch.id,
    LaunchTemplate,
    MinCount: 1,
    MaxCount: launch.count,
    ...(runner.ec2.subnets.length === 0 && { Placement: { AvailabilityZone: zoneOf(runner.ec2) } }),
    TagSpecifications,
  };
}

const zoneOf = ({ region, zone }: Ec2Settings): string => `${region}${zone}`;

function ourTags({ launch, runner, scaler }: Belonging): Record<string, string> {
  return { [SCALER_TAG]: scaler, ...costTags(runner), [LAUNCH_TAG]: launch.id };
}

/** The name is one for all instances of a launch: an instance's own name has its id, which is not yet known. */
function instanceTags(of: Belonging): Record<string, string> {
  const { runner } = of;
  const Name = nameOf(of);
  return { Name, ...withName(runner.ec2.tags, Name), ...ourTags(of) };
}

const nameOf = ({ launch, runner }: Belonging): string =>
  machineName(runner.machine.namePattern, launch.at, launch.id.slice(0, 8));

function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
