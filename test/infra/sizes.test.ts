import { deploymentOf } from '../../infra/deployment.ts';
import { launchRequest } from '../../lib/aws/ec2/launch-request.ts';
import { readConfig } from '../../lib/config/read.ts';
import { aLaunch } from '../builders/state.ts';

const settings = readConfig(
  `concurrent = 10
[[runners]]
name = "linux"
url = "https://gitlab.example.com"
executor = "docker+machine"
[runners.machine]
MachineDriver = "amazonec2"
MachineName = "machine-%s"
MachineOptions = ["amazonec2-instance-type=m7i.large", "amazonec2-request-spot-instance=true", "amazonec2-subnet-id=subnet-0a"]
[runners.bastionless]
tags = ["aws"]
[runners.bastionless.sizes]
large = { instance_types = ["m7i.2xlarge", "m7a.2xlarge"], disk_gib = 100, max_price = 0.25 }
arm = { instance_types = ["m7g.large"], spot = false }
`,
  'config.toml',
);
const { resources, launchTemplates } = deploymentOf(settings, 'bastionless-dev');

const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);
const templates = ofType('AWS::EC2::LaunchTemplate').map(
  ({ Properties }) => Properties?.['LaunchTemplateData'] as Readonly<Record<string, unknown>>,
);

/** What EC2 is asked for one machine of a runner. */
function requestOf(name: string) {
  const runner = settings.runners.find((one) => one.name === name);
  if (runner === undefined) throw new Error(`there is no runner ${name}`);
  const { market } = runner.ec2;
  const launch = aLaunch({ runner: name, market: market.kind });
  return launchRequest({ launch, runner, subnets: runner.ec2.subnets, scaler: 'bastionless-dev' }, 'lt-1');
}

test('each size has its own launch template, and the reconciler knows it', () => {
  expect(templates).toMatchObject([
    { InstanceType: 'm7i.large', ImageId: expect.not.stringContaining('arm64') },
    { InstanceType: 'm7i.2xlarge', BlockDeviceMappings: [{ Ebs: { VolumeSize: 100 } }] },
    { InstanceType: 'm7g.large', ImageId: expect.stringContaining('arm64') },
  ]);
  for (const name of ['linux', 'linux/large', 'linux/arm'])
    expect(JSON.stringify(launchTemplates)).toContain(`\\"${name}\\":{`);
});

test('and the role of its runner', () => {
  expect(ofType('AWS::IAM::Role')).toHaveLength(1);
  expect(ofType('AWS::IAM::Policy')).toHaveLength(1);
  expect(new Set(templates.map(({ IamInstanceProfile }) => JSON.stringify(IamInstanceProfile))).size).toBe(1);
});

test('EC2 is asked for the types of the size', () => {
  expect(requestOf('linux/large')).toMatchObject({
    call: 'CreateFleet',
    input: {
      LaunchTemplateConfigs: [
        {
          Overrides: ['m7i.2xlarge', 'm7a.2xlarge'].map((InstanceType) => ({
            ...{ InstanceType, SubnetId: 'subnet-0a', MaxPrice: '0.25' },
          })),
        },
      ],
      TagSpecifications: expect.arrayContaining([
        {
          ResourceType: 'instance',
          Tags: expect.arrayContaining([{ Key: 'bastionless:runner', Value: 'linux/large' }]),
        },
      ]),
    },
  });
  expect(requestOf('linux/arm').call).toBe('RunInstances');
});
