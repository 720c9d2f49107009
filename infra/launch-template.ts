import { launchTemplateName } from '../lib/aws/launch-template-name.ts';
import { SCALER_TAG } from '../lib/aws/tags.ts';
import type { Ec2Settings, RunnerSettings } from '../lib/config/settings.ts';
import { userDataTemplate } from '../lib/machine/user-data.ts';
import {
  ACCOUNT,
  type Json,
  logicalId,
  PARTITION,
  placeholder,
  REGION,
  type Resources,
  sub,
  tagList,
} from './cloudformation.ts';
import { machineProfile } from './machine-role.ts';
import { securityGroupIds } from './security-group.ts';

/** Where machines ask for their runner, for `Fn::Sub`. */
const REGISTER_URL = `https://${placeholder('HttpApi')}.execute-api.${REGION}.${placeholder('AWS::URLSuffix')}/machines/register`;

/** What all machines of a runner have in common. How they are bought, and in which subnet, is said at each launch. */
export function launchTemplateOf(runner: RunnerSettings, scaler: string): Resources {
  return {
    [idOf(runner)]: {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: {
        LaunchTemplateName: launchTemplateName(scaler, runner.name),
        LaunchTemplateData: {
          InstanceType: runner.ec2.instanceType,
          ImageId: imageOf(runner.ec2),
          IamInstanceProfile: { Name: machineProfile(runner) },
          // A machine ends by powering itself off: a stopped one would stay, and be paid for its disk.
          InstanceInitiatedShutdownBehavior: 'terminate',
          MetadataOptions: metadataOptions(runner.ec2),
          Monitoring: { Enabled: runner.ec2.hasDetailedMonitoring },
          ...(runner.ec2.isEbsOptimized && { EbsOptimized: true }),
          NetworkInterfaces: [networkInterface(runner)],
          BlockDeviceMappings: [rootDisk(runner.ec2)],
          TagSpecifications: tagSpecifications(runner.ec2, scaler),
          UserData: { 'Fn::Base64': sub(userDataTemplate({ registerUrl: REGISTER_URL, region: REGION })) },
        },
      },
    },
  };
}

export function launchTemplateArn(runner: RunnerSettings): Json {
  return sub(`arn:${PARTITION}:ec2:${REGION}:${ACCOUNT}:launch-template/${placeholder(idOf(runner))}`);
}

const idOf = (runner: RunnerSettings): string => logicalId('LaunchTemplate', runner.name);

/**
 * The newest Amazon Linux 2023 at each launch, not at the last deployment: machines live for minutes, so they
 * are patched as soon as the image is. Fleets of type instant take a parameter for an image.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html#use-an-ssm-parameter-instead-of-an-ami-id
 */
function imageOf({ instanceType, imageId }: Ec2Settings): string {
  if (imageId !== undefined) return imageId;
  const architecture = isGraviton(instanceType) ? 'arm64' : 'x86_64';
  return `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
}

/**
 * The processor follows the generation in the family's name: t4g, c7gn, im4gn. Only a1 is older than the rule.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function isGraviton(instanceType: string): boolean {
  return /^(a1|[a-z]+\d+g[a-z-]*)\./.test(instanceType);
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

/** docker-machine gave a public address too, whatever the subnet's setting: without a NAT it is the way out. */
function networkInterface(runner: RunnerSettings): Json {
  return {
    DeviceIndex: 0,
    AssociatePublicIpAddress: runner.ec2.hasPublicAddress,
    DeleteOnTermination: true,
    Groups: securityGroupIds(runner),
  };
}

/** The root device of Amazon Linux 2023; of an image that is named, what docker-machine took it to be. */
const rootDisk = ({ disk, imageId }: Ec2Settings): Json => ({
  DeviceName: disk.device ?? (imageId === undefined ? '/dev/xvda' : '/dev/sda1'),
  Ebs: { VolumeType: disk.type, VolumeSize: disk.gibibytes, Encrypted: true, DeleteOnTermination: true },
});

/**
 * A spot request is tagged so that it may be cancelled; EC2 refuses a launch with that tag that makes none.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-tagspecification.html
 */
function tagSpecifications({ market, tags }: Ec2Settings, scaler: string): Json {
  const kinds = ['instance', 'volume', 'network-interface'];
  if (market.kind === 'Spot') kinds.push('spot-instances-request');
  return kinds.map((kind) => ({ ResourceType: kind, Tags: tagList({ ...tags, [SCALER_TAG]: scaler }) }));
}
