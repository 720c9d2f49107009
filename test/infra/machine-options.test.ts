import { gzipSync } from 'node:zlib';
import type { CreateFleetCommandInput, RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { deploymentOf, NOTHING_FOUND } from '../../infra/deployment.ts';
import { launchRequest } from '../../lib/aws/ec2/launch-request.ts';
import { OPTIONS } from '../../lib/config/machine-options/options.ts';
import { parseMachineOptions } from '../../lib/config/machine-options/parse.ts';
import { aRunner, someSettings } from '../builders/settings.ts';
import { aLaunch } from '../builders/state.ts';

/** All that comes of a runner's options: its launch template, the request of a launch, the stack, EC2's client. */
function madeOf(options: readonly string[]) {
  const { ec2, ec2Api } = parseMachineOptions(options.map((option) => `amazonec2-${option}`));
  const runner = aRunner({ ec2 });
  const userData = new Map([['init.sh', Buffer.from('#!/bin/sh\necho hello\n')]]);
  const deployment = deploymentOf(someSettings({ runners: [runner] }), 'bastionless-dev', {
    ...NOTHING_FOUND,
    userData,
  });
  const resources = Object.values(deployment.resources);
  const propertiesOf = (type: string) => resources.find(({ Type }) => Type === type)?.Properties;
  const launch = aLaunch({ market: ec2.market.kind });
  const { call, input } = launchRequest(
    { launch, runner, subnets: runner.ec2.subnets, scaler: 'bastionless-dev' },
    'lt-1',
  );
  return {
    template: propertiesOf('AWS::EC2::LaunchTemplate')?.['LaunchTemplateData'],
    group: propertiesOf('AWS::EC2::SecurityGroup'),
    region: deployment.region,
    api: ec2Api,
    call,
    request: input as CreateFleetCommandInput & RunInstancesCommandInput,
  };
}

const override = (fields: object) => ({
  request: { LaunchTemplateConfigs: [{ Overrides: [expect.objectContaining(fields)] }] },
});
const disk = (Ebs: object) => ({ template: { BlockDeviceMappings: [{ Ebs }] } });
const network = (fields: object) => ({ template: { NetworkInterfaces: [fields] } });
const SPOT = 'request-spot-instance=true';
const tagged = (kind: string) => ({
  ResourceType: kind,
  Tags: expect.arrayContaining([{ Key: 'team', Value: 'ci' }]),
});

/** Every option that does something: what is written, and what of it is in the launch. */
const HONOURED: Readonly<Record<string, readonly [string[], object]>> = {
  ami: [['ami=ami-0a'], { template: { ImageId: 'ami-0a' } }],
  region: [
    ['region=eu-west-1'],
    { region: 'eu-west-1', request: { Placement: { AvailabilityZone: 'eu-west-1a' } } },
  ],
  'vpc-id': [['vpc-id=vpc-0a'], { group: { VpcId: 'vpc-0a' } }],
  zone: [[SPOT, 'zone=c'], override({ AvailabilityZone: 'us-east-1c' })],
  'subnet-id': [['subnet-id=subnet-0a'], network({ SubnetId: 'subnet-0a' })],
  'security-group': [
    ['security-group=sg-0a', 'security-group=sg-0b'],
    network({ Groups: ['sg-0a', 'sg-0b'] }),
  ],
  tags: [
    ['tags=team,ci', SPOT],
    {
      template: {
        TagSpecifications: ['instance', 'volume', 'network-interface', 'spot-instances-request'].map(tagged),
      },
      request: { TagSpecifications: expect.arrayContaining([tagged('instance')]) },
    },
  ],
  'instance-type': [
    [SPOT, 'instance-type=c7g.large'],
    {
      ...override({ InstanceType: 'c7g.large' }),
      template: { InstanceType: 'c7g.large', ImageId: expect.stringContaining('/arm64/') },
    },
  ],
  'device-name': [
    ['device-name=/dev/xvdb'],
    { template: { BlockDeviceMappings: [{ DeviceName: '/dev/xvdb' }] } },
  ],
  'root-size': [['root-size=100'], disk({ VolumeSize: 100 })],
  'volume-type': [['volume-type=gp2'], disk({ VolumeType: 'gp2' })],
  'volume-iops': [['volume-type=io2', 'volume-iops=4000'], disk({ VolumeType: 'io2', Iops: 4000 })],
  'volume-kms-key': [['volume-kms-key=alias/ci'], disk({ Encrypted: true, KmsKeyId: 'alias/ci' })],
  'kms-key': [['kms-key=alias/ci'], disk({ Encrypted: true, KmsKeyId: 'alias/ci' })],
  'iam-instance-profile': [['iam-instance-profile=ci'], { template: { IamInstanceProfile: { Name: 'ci' } } }],
  'request-spot-instance': [
    [SPOT],
    { call: 'CreateFleet', request: { TargetCapacitySpecification: { DefaultTargetCapacityType: 'spot' } } },
  ],
  'spot-price': [[SPOT, 'spot-price=0.03'], override({ MaxPrice: '0.03' })],
  'private-address-only': [['private-address-only=true'], network({ AssociatePublicIpAddress: false })],
  monitoring: [['monitoring=true'], { template: { Monitoring: { Enabled: true } } }],
  'use-ebs-optimized-instance': [['use-ebs-optimized-instance=true'], { template: { EbsOptimized: true } }],
  'keypair-name': [['keypair-name=ops'], { template: { KeyName: 'ops' } }],
  userdata: [
    ['userdata=init.sh'],
    {
      template: {
        UserData: {
          'Fn::Base64': {
            'Fn::Sub': expect.stringContaining(
              gzipSync('#!/bin/sh\necho hello\n', { level: 9 }).toString('base64'),
            ),
          },
        },
      },
    },
  ],
  'metadata-token': [
    ['metadata-token=required'],
    { template: { MetadataOptions: { HttpTokens: 'required' } } },
  ],
  'metadata-token-response-hop-limit': [
    ['metadata-token-response-hop-limit=1'],
    { template: { MetadataOptions: { HttpPutResponseHopLimit: 1 } } },
  ],
  retries: [['retries=2'], { api: { maxAttempts: 3 } }],
  endpoint: [['endpoint=ec2.example.com'], { api: { endpoint: 'https://ec2.example.com' } }],
};

test.each(Object.entries(HONOURED))('amazonec2-%s', (_, [options, expected]) => {
  const { verdicts } = parseMachineOptions(options.map((option) => `amazonec2-${option}`));
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(options.map(() => 'honoured'));
  expect(madeOf(options)).toMatchObject(expected);
});

/** Every option that does nothing, or stops the deployment, and a word of why. */
const UNHONOURED: Readonly<Record<string, readonly ['ignored' | 'replaced' | 'refused', RegExp]>> = {
  'use-private-address': ['ignored', /nobody calls them/],
  'security-group-readonly': ['ignored', /no group of yours is ever changed/],
  'block-duration-minutes': ['ignored', /AWS ended spot blocks/],
  'encrypt-ebs-volume': ['ignored', /always encrypted/],
  'volume-encrypted': ['ignored', /always encrypted/],
  'use-fleet': ['ignored', /a fleet is used always/],
  'launch-template': ['replaced', /launch templates of its own/],
  'ssh-user': ['ignored', /no inbound port/],
  'ssh-port': ['ignored', /no inbound port/],
  'ssh-keypath': ['ignored', /no inbound port/],
  'open-port': ['ignored', /no inbound port/],
  'access-key': ['refused', /have roles, and no keys/],
  'secret-key': ['refused', /have roles, and no keys/],
  'session-token': ['refused', /have roles, and no keys/],
  'insecure-transport': ['refused', /over TLS/],
};

test.each(Object.entries(UNHONOURED))('amazonec2-%s is %p', (name, [verdict, why]) => {
  const [option] = parseMachineOptions([`amazonec2-${name}=1`]).verdicts;
  expect(option).toEqual({ verdict, note: expect.stringMatching(why) });
  expect(madeOf([`${name}=1`])).toEqual(madeOf([]));
});

test('every option is in one of these tables', () => {
  const tested = [...Object.keys(HONOURED), ...Object.keys(UNHONOURED)];
  expect(tested.toSorted()).toEqual(Object.keys(OPTIONS).toSorted());
});

test('without options, IMDSv2 is required and the disk is encrypted', () => {
  expect(madeOf([])).toMatchObject({
    template: {
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
      InstanceInitiatedShutdownBehavior: 'terminate',
    },
  });
});
