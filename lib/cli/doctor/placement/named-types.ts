import type { _InstanceType, EC2Client } from '@aws-sdk/client-ec2';
import type { Ec2Settings } from '../../../config/ec2/settings.ts';
import type { RunnerSettings } from '../../../config/settings.ts';
import { type Finding, fail, ok, warn } from '../../finding.ts';
import { attempted } from '../attempted.ts';

/** What is looked at of a runner's types. */
export interface TypesOf {
  readonly client: EC2Client;
  readonly runner: RunnerSettings;
  /** Names of the zones that its machines may be in; none if they are not known. */
  readonly zones: readonly string[];
  /** That there may be at once. */
  readonly machines: number;
}

/** Whether the types that are named are on offer in each zone, and can do what is asked of them. */
export async function namedFindings({ client, runner, zones }: TypesOf): Promise<readonly Finding[]> {
  const { name, ec2 } = runner;
  const offers = zones.map((zone) =>
    attempted(`types of ${name}`, () => offerFinding(client, name, ec2, zone)),
  );
  const check = `virtual machines on ${name}`;
  const nested = ec2.cpuOptions?.hasNestedVirtualization
    ? [attempted(check, () => nestedFinding(client, check, ec2))]
    : [];
  return Promise.all([...offers, ...nested]);
}

async function offerFinding(
  client: EC2Client,
  name: string,
  { instanceTypes }: Ec2Settings,
  zone: string,
): Promise<Finding> {
  const { DescribeInstanceTypeOfferingsCommand } = await import('@aws-sdk/client-ec2');
  const { InstanceTypeOfferings = [] } = await client.send(
    new DescribeInstanceTypeOfferingsCommand({
      LocationType: 'availability-zone',
      Filters: [
        { Name: 'location', Values: [zone] },
        { Name: 'instance-type', Values: [...instanceTypes] as _InstanceType[] },
      ],
    }),
  );
  const offered = InstanceTypeOfferings.map(({ InstanceType }) => String(InstanceType));
  const missing = instanceTypes.filter((type) => !offered.includes(type));
  const check = `types of ${name}`;
  if (missing.length === 0) return ok(check, `${instanceTypes.join(', ')} on offer in ${zone}`);
  const found = `${missing.join(', ')} not on offer in ${zone}`;
  const todo = 'Name other types or subnets.';
  return missing.length === instanceTypes.length ? fail(check, found, todo) : warn(check, found, todo);
}

/** EC2 refuses a launch of a type that cannot. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/amazon-ec2-nested-virtualization.html */
async function nestedFinding(
  client: EC2Client,
  check: string,
  { instanceTypes }: Ec2Settings,
): Promise<Finding> {
  const { paginateDescribeInstanceTypes } = await import('@aws-sdk/client-ec2');
  const Filters = [{ Name: 'instance-type', Values: [...instanceTypes] }];
  const able = new Set<string>();
  for await (const { InstanceTypes = [] } of paginateDescribeInstanceTypes({ client }, { Filters })) {
    for (const { InstanceType = '', ProcessorInfo } of InstanceTypes)
      if (ProcessorInfo?.SupportedFeatures?.includes('nested-virtualization')) able.add(InstanceType);
  }
  const unable = instanceTypes.filter((type) => !able.has(type));
  if (unable.length === 0) return ok(check, `${instanceTypes.join(', ')} can run them`);
  const todo =
    'Name types that can: aws ec2 describe-instance-types --filters Name=processor-info.supported-features,Values=nested-virtualization';
  return fail(check, `${unable.join(', ')} cannot run them: EC2 refuses each launch`, todo);
}
