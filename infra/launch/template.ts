import { createHash } from 'node:crypto';
import { launchCall, marketsOf } from '../../lib/aws/ec2/launch-call.ts';
import { costTags, SCALER_TAG, withoutName } from '../../lib/aws/tags.ts';
import { architectureOf } from '../../lib/config/ec2/architecture.ts';
import { hasPublicIpv4 } from '../../lib/config/ec2/public-ipv4.ts';
import type { CpuOptions, Ec2Settings, Market } from '../../lib/config/ec2/settings.ts';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import { defaultImageParameter } from '../../lib/machine/images.ts';
import { userDataOf } from '../../lib/machine/user-data.ts';
import { type Json, logicalId, placeholder, REGION, type Resource, sub, tagList } from '../cloudformation.ts';
import { WEEKLY_DISK } from '../images/pipeline.ts';
import { type Images, imageParameter } from '../images/pipelines.ts';
import { machineProfile } from '../machines/role.ts';
import { type FoundDisks, rootDisk } from './root-disk.ts';
import { launchTemplateName } from './template-name.ts';

/** Where the control plane answers machines, for `Fn::Sub`. */
const API_URL = `https://${placeholder('HttpApi')}.execute-api.${REGION}.${placeholder('AWS::URLSuffix')}/machines`;
const HASH_DIGITS = 8;

/** What a launch template is made from, beside the runner. */
interface Around {
  readonly scaler: string;
  readonly securityGroupIds: Json;
  readonly images: Images;
  readonly disks: FoundDisks;
  /** What machines run before ours: what lets them trust GitLab's CA, and the file that config.toml names for user data. */
  readonly userData: readonly Uint8Array[];
}

export interface LaunchTemplate {
  readonly market: Market['kind'];
  readonly logicalId: string;
  readonly resource: Resource;
}

/**
 * What all machines have in common that a runner buys at one market. Its name and logical id hold a hash of the
 * content: changed content is a new template, which the next launch uses, and CloudFormation deletes the old
 * one. So no versions pile up, and no launch gets half of a change.
 */
export function launchTemplatesOf(runner: RunnerSettings, around: Around): LaunchTemplate[] {
  return marketsOf(runner.ec2).map((market) => {
    const LaunchTemplateData = dataOf(runner, market, around);
    const hash = hashOf(`${runner.name} ${JSON.stringify(LaunchTemplateData)}`);
    return {
      market,
      logicalId: logicalId('LaunchTemplate', `${runner.name} ${hash}`),
      resource: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: {
          LaunchTemplateName: launchTemplateName(around.scaler, runner.name, hash),
          LaunchTemplateData,
          // By which the reconciler may launch from it.
          TagSpecifications: [
            { ResourceType: 'launch-template', Tags: tagList({ [SCALER_TAG]: around.scaler }) },
          ],
        },
      },
    };
  });
}

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);

function dataOf(runner: RunnerSettings, market: Market['kind'], around: Around) {
  const { ec2 } = runner;
  const { imageId, disk } = imageFor(runner, around);
  return {
    ...(ec2.requirements === undefined && { InstanceType: ec2.instanceTypes[0] }),
    ImageId: imageId,
    IamInstanceProfile: { Name: machineProfile(runner) },
    // A machine ends by powering itself off: a stopped one would stay, and be paid for its disk.
    InstanceInitiatedShutdownBehavior: 'terminate',
    MetadataOptions: metadataOptions(ec2),
    Monitoring: { Enabled: ec2.hasDetailedMonitoring },
    ...(ec2.cpuCredits !== undefined && { CreditSpecification: { CpuCredits: ec2.cpuCredits } }),
    ...placementOf(ec2, market),
    ...(ec2.isEbsOptimized && { EbsOptimized: true }),
    ...(ec2.keyPair !== undefined && { KeyName: ec2.keyPair }),
    NetworkInterfaces: [networkInterface(ec2, market, around.securityGroupIds)],
    BlockDeviceMappings: [rootDisk(ec2, disk)],
    TagSpecifications: tagSpecifications(runner, market, around.scaler),
    UserData: {
      'Fn::Base64': sub(userDataOf(runner, { apiUrl: API_URL, region: REGION }, ...around.userData)),
    },
  };
}

/** Where they are, in what was reserved, and how much of their CPU they use. */
function placementOf(
  { placementGroup, capacityReservation, cpuOptions }: Ec2Settings,
  market: Market['kind'],
): Readonly<Record<string, Json>> {
  const CapacityReservationTarget = { CapacityReservationId: capacityReservation ?? '' };
  const isReserved = capacityReservation !== undefined && market === 'OnDemand';
  return {
    ...(placementGroup !== undefined && { Placement: { GroupId: placementGroup } }),
    ...(isReserved && { CapacityReservationSpecification: { CapacityReservationTarget } }),
    ...(cpuOptions !== undefined && { CpuOptions: cpuOptionsOf(cpuOptions) }),
  };
}

const cpuOptionsOf = ({ cores, threadsPerCore, hasNestedVirtualization }: CpuOptions): Json => ({
  ...(cores !== undefined && { CoreCount: cores }),
  ...(threadsPerCore !== undefined && { ThreadsPerCore: threadsPerCore }),
  ...(hasNestedVirtualization && { NestedVirtualization: 'enabled' }),
});

/** What a runner's machines start from, and its disk as far as it is known. */
function imageFor(runner: RunnerSettings, { images, scaler, disks }: Around) {
  const { ec2 } = runner;
  if (images === 'weekly' && ec2.imageId === undefined) {
    return { imageId: `resolve:ssm:${imageParameter(runner, scaler)}`, disk: WEEKLY_DISK };
  }
  return { imageId: imageOf(ec2), disk: disks.get(imageOf(ec2)) };
}

/**
 * Fleets of type instant take a parameter for an image.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html#use-an-ssm-parameter-instead-of-an-ami-id
 */
export function imageOf({ instanceTypes, imageId }: Ec2Settings): string {
  if (imageId !== undefined) return imageId;
  return `resolve:ssm:${defaultImageParameter(architectureOf(instanceTypes[0]))}`;
}

/**
 * Two hops, unless said otherwise, so that a job's containers reach the machine's role: it is what they push images and deploy with,
 * since no keys are in their hands. Tokens (IMDSv2) keep a mere forwarded GET out.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
 */
const metadataOptions = ({ metadataHopLimit }: Ec2Settings): Json => ({
  HttpEndpoint: 'enabled',
  HttpTokens: 'required',
  HttpPutResponseHopLimit: metadataHopLimit,
});

/**
 * docker-machine gave a public address too, whatever the subnet's setting: without a NAT it is the way out. A fleet is
 * told the subnets at each launch; RunInstances takes its one from here alone.
 */
function networkInterface(ec2: Ec2Settings, market: Market['kind'], Groups: Json): Json {
  const [subnet] = ec2.subnets;
  const isHere = subnet !== undefined && launchCall(ec2, market) === 'RunInstances';
  return {
    DeviceIndex: 0,
    AssociatePublicIpAddress: hasPublicIpv4(ec2),
    ...(ec2.isIpv6Only && { Ipv6AddressCount: 1 }),
    DeleteOnTermination: true,
    Groups,
    ...(isHere && { SubnetId: subnet }),
  };
}

/**
 * A spot request is tagged so that it may be cancelled; EC2 refuses a launch with that tag that makes none.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-tagspecification.html
 */
function tagSpecifications(runner: RunnerSettings, market: Market['kind'], scaler: string): Json {
  const kinds = ['instance', 'volume', 'network-interface'];
  if (market === 'Spot') kinds.push('spot-instances-request');
  return kinds.map((kind) => ({
    ResourceType: kind,
    Tags: tagList({ ...withoutName(runner.ec2.tags), [SCALER_TAG]: scaler, ...costTags(runner) }),
  }));
}
