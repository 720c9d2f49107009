import { gunzipSync } from 'node:zlib';
import type { Resource } from '../../infra/cloudformation.ts';
import { deploymentOf, NOTHING_FOUND } from '../../infra/deployment.ts';
import type { Images } from '../../infra/images/pipelines.ts';
import { parseMachineOptions } from '../../lib/config/machine-options/parse.ts';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import { aRunner, someSettings } from '../builders/settings.ts';

const runner = (name: string, options: readonly string[] = [], runnerVersion = '19.3.0'): RunnerSettings =>
  aRunner({
    name,
    ec2: parseMachineOptions(options.map((option) => `amazonec2-${option}`)).ec2,
    software: { runnerVersion, prefetch: [`${name}:1`] },
  });

function made(runners: readonly RunnerSettings[], images: Images = 'weekly') {
  const { resources, outputs } = deploymentOf(
    someSettings({ runners }),
    'bastionless-dev',
    NOTHING_FOUND,
    images,
  );
  return {
    ...{ resources, outputs },
    of: (type: string) =>
      Object.values(resources).flatMap((one: Resource) => (one.Type === type ? [one.Properties] : [])),
  };
}

/** The script of a component, as the instance that builds has it. */
function scriptOf(component: Resource['Properties'] | undefined): string {
  const [phase] = JSON.parse(String(component?.['Data'])).phases;
  const [command] = phase.steps[0].inputs.commands;
  const [, packed = ''] = /<<'END'[^\n]*\n([^']*)\nEND\n/.exec(command) ?? [];
  return gunzipSync(Buffer.from(packed, 'base64')).toString();
}

test('no image is made unless it is asked for, nor where each runner names its own', () => {
  expect(made([runner('a')], 'default').of('AWS::ImageBuilder::ImagePipeline')).toEqual([]);
  const own = made([runner('a', ['ami=ami-0123456789abcdef0'])]);
  expect(Object.keys(own.resources).filter((id) => id.startsWith('Image'))).toEqual([]);
});

test('machines start from the image that a parameter names, which Image Builder writes', () => {
  const { of } = made([runner('a')]);
  const name = '/bastionless-dev/image/x86_64-19.3.0';
  expect(of('AWS::EC2::LaunchTemplate')).toMatchObject([
    { LaunchTemplateData: { ImageId: `resolve:ssm:${name}` } },
  ]);
  expect(of('AWS::SSM::Parameter')).toMatchObject([{ Name: name, DataType: 'aws:ec2:image' }]);
  expect(of('AWS::ImageBuilder::DistributionConfiguration')).toMatchObject([
    {
      Distributions: [
        {
          AmiDistributionConfiguration: { AmiTags: { 'bastionless:scaler': 'bastionless-dev' } },
          SsmParameterConfigurations: [{ ParameterName: name, DataType: 'aws:ec2:image' }],
        },
      ],
    },
  ]);
  expect(JSON.stringify(of('AWS::IAM::Role'))).toContain(
    `{"Effect":"Allow","Action":"ssm:PutParameter","Resource":{"Fn::Sub":"arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/bastionless-dev/image/*"}}`,
  );
});

test('an output of the stack names the pipelines, by which one is started', () => {
  expect(made([runner('a')], 'default').outputs).toEqual({});
  const { resources, outputs } = made([runner('a'), runner('b', [], '18.11.0')]);
  const [, arns] = Object(outputs['ImagePipelines']).Value['Fn::Join'];
  const pipelines = arns.map((arn: { 'Fn::GetAtt': [string, string] }) => arn['Fn::GetAtt']);
  expect(pipelines).toHaveLength(2);
  for (const [id, what] of pipelines) {
    expect(what).toBe('Arn');
    expect(resources[id]?.Type).toBe('AWS::ImageBuilder::ImagePipeline');
  }
});

test.each<[string, readonly string[], Images, number]>([
  ['the image’s at least', ['root-size=8'], 'weekly', 10],
  ['as large as config.toml says', ['root-size=20'], 'weekly', 20],
  ['the default image’s at least', ['root-size=20'], 'default', 30],
])('a disk is %s', (_, options, images, VolumeSize) => {
  expect(made([runner('a', options)], images).of('AWS::EC2::LaunchTemplate')).toMatchObject([
    { LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize } }] } },
  ]);
});

test('there is one image for each processor and each version of gitlab-runner', () => {
  const { of } = made([
    ...[runner('a'), runner('b'), runner('c', ['instance-type=t4g.small'])],
    runner('d', [], '18.11.0'),
  ]);
  expect(of('AWS::ImageBuilder::ImageRecipe').map(({ ParentImage }) => JSON.stringify(ParentImage))).toEqual([
    expect.stringContaining('/amazon-linux-2023-x86/x.x.x'),
    expect.stringContaining('/amazon-linux-2023-arm64/x.x.x'),
    expect.stringContaining('/amazon-linux-2023-x86/x.x.x'),
  ]);
  expect(of('AWS::ImageBuilder::ImagePipeline').map(({ Name }) => Name)).toEqual([
    'bastionless-dev-x86_64-19-3-0',
    'bastionless-dev-arm64-19-3-0',
    'bastionless-dev-x86_64-18-11-0',
  ]);
});

test('an image has what all of its runners prefetch', () => {
  const [component] = made([runner('a'), runner('b')]).of('AWS::ImageBuilder::Component');
  const script = scriptOf(component);
  expect(script).toContain(`RUNNER_VERSION='19.3.0'\n`);
  expect(script).toMatch(/^IMAGES='\S+gitlab-runner-helper:x86_64-v19\.3\.0 a:1 b:1'$/m);
});

test('a component has less than the 16,000 bytes that Image Builder takes, and nothing for others to fill in', () => {
  const [component] = made([runner('a')]).of('AWS::ImageBuilder::Component');
  expect(String(component?.['Data']).length).toBeLessThan(16_000);
  expect(String(component?.['Data'])).not.toContain('${');
});

test('other content is another component and recipe: neither can be changed', () => {
  const names = (images: readonly RunnerSettings[]) =>
    ['Component', 'ImageRecipe'].map((kind) => made(images).of(`AWS::ImageBuilder::${kind}`)[0]?.['Name']);
  const [component, recipe] = names([runner('a')]);
  expect(names([runner('a')])).toEqual([component, recipe]);
  expect(names([runner('b')])).not.toContain(component);
  expect(names([runner('b')])).not.toContain(recipe);
});

test('it is built in the subnet that config.toml names, with metadata by tokens alone', () => {
  const [built] = made([runner('a', ['subnet-id=subnet-0a1b2c3d'])]).of(
    'AWS::ImageBuilder::InfrastructureConfiguration',
  );
  expect(built).toMatchObject({
    SubnetId: 'subnet-0a1b2c3d',
    InstanceMetadataOptions: { HttpTokens: 'required' },
    TerminateInstanceOnFailure: true,
  });
});
