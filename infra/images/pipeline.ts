import { createHash } from 'node:crypto';
import { SCALER_TAG } from '../../lib/aws/tags.ts';
import type { Architecture } from '../../lib/config/ec2/architecture.ts';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import { prefetchedImages } from '../../lib/machine/images.ts';
import { softwareForImage } from '../../lib/machine/user-data.ts';
import {
  attribute,
  type Json,
  logicalId,
  PARTITION,
  REGION,
  type Resources,
  ref,
  sub,
} from '../cloudformation.ts';

/** An image's disk, in GiB: room for the system, Docker, gitlab-runner and some images. Machines' may be larger. */
export const WEEKLY_DISK = { device: '/dev/xvda', gibibytes: 10 } as const;
const BUILD_TYPES: Readonly<Record<Architecture, string>> = { x86_64: 't3.medium', arm64: 't4g.medium' };
const HASH_DIGITS = 8;
/** The newest alone is launched from; the one before is there to go back to. */
const IMAGES_KEPT = 2;

/** One image for all runners whose machines need the same: it has what any of them prefetches. */
interface ImageKind {
  readonly architecture: Architecture;
  readonly runnerVersion: string;
  readonly runners: readonly RunnerSettings[];
}

/** What makes the images of one kind, each week, and deletes the old ones. */
export function imagePipeline(kind: string, scaler: string, image: ImageKind): Resources {
  const data = componentOf(image);
  // A component and a recipe cannot be changed: other content needs another name.
  const hash = createHash('sha256')
    .update(`${data} ${WEEKLY_DISK.gibibytes}`)
    .digest('hex')
    .slice(0, HASH_DIGITS);
  const plain = `${scaler}-${kind}`.replaceAll('.', '-').toLowerCase();
  const id = (what: string, name = kind) => logicalId(`Image${what}`, name);
  const versioned = `${plain}-${hash}`;
  const [first] = image.runners;
  return {
    [id('Parameter')]: parameterOf(image.architecture, `/${scaler}/image/${kind}`),
    [id('Component', versioned)]: {
      Type: 'AWS::ImageBuilder::Component',
      Properties: { Name: versioned, Version: '1.0.0', Platform: 'Linux', Data: data },
    },
    [id('Recipe', versioned)]: {
      Type: 'AWS::ImageBuilder::ImageRecipe',
      Properties: {
        ...{ Name: versioned, Version: '1.0.0', ParentImage: parentImage(image.architecture) },
        Components: [{ ComponentArn: attribute(id('Component', versioned), 'Arn') }],
        BlockDeviceMappings: [
          {
            DeviceName: WEEKLY_DISK.device,
            Ebs: { VolumeSize: WEEKLY_DISK.gibibytes, VolumeType: 'gp3', DeleteOnTermination: true },
          },
        ],
      },
    },
    [id('Infrastructure')]: {
      Type: 'AWS::ImageBuilder::InfrastructureConfiguration',
      Properties: {
        Name: plain,
        InstanceProfileName: ref('ImageProfile'),
        InstanceTypes: [BUILD_TYPES[image.architecture]],
        TerminateInstanceOnFailure: true,
        InstanceMetadataOptions: { HttpTokens: 'required' },
        ...placeOf(first),
      },
    },
    [id('Distribution')]: distributionOf(plain, scaler, `/${scaler}/image/${kind}`),
    [id('Pipeline')]: {
      Type: 'AWS::ImageBuilder::ImagePipeline',
      Properties: {
        Name: plain,
        ImageRecipeArn: attribute(id('Recipe', versioned), 'Arn'),
        InfrastructureConfigurationArn: attribute(id('Infrastructure'), 'Arn'),
        DistributionConfigurationArn: attribute(id('Distribution'), 'Arn'),
        ExecutionRole: attribute('ImageExecutionRole', 'Arn'),
        ImageTags: { [SCALER_TAG]: scaler },
        // It boots the image once more for tests that there are none of.
        ImageTestsConfiguration: { ImageTestsEnabled: false },
        Schedule: {
          ScheduleExpression: 'cron(0 4 ? * mon)',
          PipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY',
        },
      },
    },
    [id('Lifecycle')]: lifecycleOf(plain, scaler),
  };
}

/** https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html */
function componentOf({ runnerVersion, runners }: ImageKind): string {
  const images = [...new Set(runners.flatMap(prefetchedImages))];
  const script = softwareForImage(runnerVersion, images);
  return JSON.stringify({
    name: 'bastionless',
    schemaVersion: '1.0',
    phases: [
      {
        name: 'build',
        steps: [{ name: 'install', action: 'ExecuteBash', inputs: { commands: [script] } }],
      },
    ],
  });
}

/** https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-recipe-parent-image.html */
function parentImage(architecture: Architecture): Json {
  const name = architecture === 'arm64' ? 'amazon-linux-2023-arm64' : 'amazon-linux-2023-x86';
  return sub(`arn:${PARTITION}:imagebuilder:${REGION}:aws:image/${name}/x.x.x`);
}

/** Image Builder writes over it; CloudFormation does only where this template's value is another. */
const parameterOf = (architecture: Architecture, Name: string) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: {
    Name,
    Type: 'String',
    DataType: 'aws:ec2:image',
    Value: `{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}}}`,
  },
});

/** Where the runner's machines are, as far as config.toml says it by id: an account may have no default VPC. */
function placeOf(runner: RunnerSettings | undefined): Readonly<Record<string, Json>> {
  const [subnet] = runner?.ec2.subnets ?? [];
  return subnet === undefined ? {} : { SubnetId: subnet };
}

const distributionOf = (name: string, scaler: string, parameter: string) => ({
  Type: 'AWS::ImageBuilder::DistributionConfiguration',
  Properties: {
    Name: name,
    Distributions: [
      {
        Region: ref('AWS::Region'),
        AmiDistributionConfiguration: {
          Name: `${name}-{{ imagebuilder:buildDate }}`,
          AmiTags: { [SCALER_TAG]: scaler },
        },
        SsmParameterConfigurations: [{ ParameterName: parameter, DataType: 'aws:ec2:image' }],
      },
    ],
  },
});

/** https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle.html */
const lifecycleOf = (name: string, scaler: string) => ({
  Type: 'AWS::ImageBuilder::LifecyclePolicy',
  Properties: {
    Name: name,
    ExecutionRole: attribute('ImageLifecycleRole', 'Arn'),
    ResourceType: 'AMI_IMAGE',
    ResourceSelection: { TagMap: { [SCALER_TAG]: scaler } },
    PolicyDetails: [
      {
        Action: { Type: 'DELETE', IncludeResources: { Amis: true, Snapshots: true } },
        Filter: { Type: 'COUNT', Value: IMAGES_KEPT },
      },
    ],
  },
});
