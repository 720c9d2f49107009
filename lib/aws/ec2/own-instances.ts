import {
  type EC2Client,
  type Instance as Ec2Instance,
  type Filter,
  paginateDescribeInstances,
  paginateDescribeSpotInstanceRequests,
} from '@aws-sdk/client-ec2';
import type { OwnInstance } from '../../scaler/ports/ec2.ts';
import { LAUNCH_TAG, RUNNER_TAG, SCALER_TAG } from '../tags.ts';

const PAGE_SIZE = 1000;
/** EC2 takes no more of one filter. */
const FILTER_VALUES = 200;
const NOT_TERMINATED = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

/** The instances with a tag that are not terminated. */
export async function describeTagged(
  client: EC2Client,
  tag: string,
  value: string,
): Promise<readonly OwnInstance[]> {
  return (await describeNotTerminated(client, tagged(tag, value))).map(instanceOf);
}

/** Of these instances, those that EC2 knows and that are not terminated. One that it does not know is no error to a filter. */
export async function notTerminated(
  client: EC2Client,
  instanceIds: readonly string[],
): Promise<readonly string[]> {
  const found = await describeNotTerminated(client, { Name: 'instance-id', Values: [...instanceIds] });
  const there = new Set(found.map(({ InstanceId }) => InstanceId));
  return instanceIds.filter((id) => there.has(id));
}

async function describeNotTerminated(client: EC2Client, filter: Filter): Promise<readonly Ec2Instance[]> {
  return describe(client, [filter, { Name: 'instance-state-name', Values: NOT_TERMINATED }]);
}

async function describe(client: EC2Client, Filters: Filter[]): Promise<readonly Ec2Instance[]> {
  const found: Ec2Instance[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances(
    { client, pageSize: PAGE_SIZE },
    { Filters },
  )) {
    found.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
  }
  return found;
}

/**
 * EC2's reasons of the instances that have ended, as far as it knows.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html
 */
export async function describeEnds(
  client: EC2Client,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const reasons = new Map<string, string>();
  for (let start = 0; start < instanceIds.length; start += FILTER_VALUES) {
    const Values = instanceIds.slice(start, start + FILTER_VALUES);
    const found = await describe(client, [{ Name: 'instance-id', Values }]);
    for (const { InstanceId, StateReason } of found) {
      if (InstanceId !== undefined && StateReason?.Message) reasons.set(InstanceId, StateReason.Message);
    }
  }
  return reasons;
}

/**
 * The deployment's spot requests that EC2 has not fulfilled. One that has an instance is active, and closes with it.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-request-status.html
 */
export async function describeOpenSpotRequests(
  client: EC2Client,
  scaler: string,
): Promise<readonly string[]> {
  const Filters = [tagged(SCALER_TAG, scaler), { Name: 'state', Values: ['open'] }];
  const found: string[] = [];
  for await (const { SpotInstanceRequests = [] } of paginateDescribeSpotInstanceRequests(
    { client, pageSize: PAGE_SIZE },
    { Filters },
  )) {
    found.push(...SpotInstanceRequests.flatMap(({ SpotInstanceRequestId }) => SpotInstanceRequestId ?? []));
  }
  return found;
}

const tagged = (tag: string, value: string): Filter => ({ Name: `tag:${tag}`, Values: [value] });

function instanceOf({
  InstanceId,
  SpotInstanceRequestId,
  InstanceType: type,
  LaunchTime,
  Placement,
  State,
  Tags = [],
}: Ec2Instance): OwnInstance {
  if (InstanceId === undefined || LaunchTime === undefined) {
    throw new Error('EC2 described an instance without its id or its launch time');
  }
  const tagValue = (tag: string) => Tags.find(({ Key }) => Key === tag)?.Value ?? '';
  return {
    instanceId: InstanceId,
    launchId: tagValue(LAUNCH_TAG),
    runner: tagValue(RUNNER_TAG),
    state: State?.Name ?? 'pending',
    launchedAt: LaunchTime.getTime() / 1000,
    ...(type !== undefined && { bought: { type, zone: Placement?.AvailabilityZone ?? '' } }),
    ...(SpotInstanceRequestId !== undefined && { spotRequestId: SpotInstanceRequestId }),
  };
}
