import { type Deployment, deploymentOf, type Found, NOTHING_FOUND } from '../../infra/deployment.ts';
import type { FoundRole } from '../../infra/machines/role.ts';
import { readConfig } from '../../lib/config/read.ts';
import { aConfigToml, type TomlRunner } from '../builders/config-toml.ts';

const deploymentWith = (found: Partial<Found>, ...runners: readonly TomlRunner[]): Deployment =>
  deploymentOf(readConfig(aConfigToml(...runners), 'config.toml'), 'bastionless-test', {
    ...NOTHING_FOUND,
    ...found,
  });
const deployment = (...runners: readonly TomlRunner[]): Deployment => deploymentWith({}, ...runners);

const resourcesOf = (made: Deployment, type: string) =>
  Object.values(made.resources).flatMap((resource) => (resource.Type === type ? [resource.Properties] : []));
const templateOf = (made: Deployment) => {
  const [template] = resourcesOf(made, 'AWS::EC2::LaunchTemplate');
  return template?.['LaunchTemplateData'] as Record<string, unknown>;
};
const cacheOf = (keys: string) =>
  `[runners.cache]\n  [runners.cache.s3]\n    BucketName = "our-cache"\n${keys}`;

describe('the role of the machines', () => {
  test('belongs to the stack if config.toml names no profile', () => {
    const made = deployment({ options: [] });
    const [policy] = resourcesOf(made, 'AWS::IAM::Policy');

    expect(resourcesOf(made, 'AWS::IAM::Role')).toHaveLength(1);
    expect(resourcesOf(made, 'AWS::IAM::InstanceProfile')).toHaveLength(1);
    expect(templateOf(made)).toMatchObject({
      IamInstanceProfile: { Name: { Ref: expect.stringMatching(/^MachineProfile/) } },
    });
    expect(policy?.['Roles']).toEqual([{ Ref: expect.stringMatching(/^MachineRole/) }]);
  });

  test('is the one that config.toml names, with what a machine needs', () => {
    const made = deployment({ options: ['iam-instance-profile=theirs'] });
    const [policy] = resourcesOf(made, 'AWS::IAM::Policy');

    expect(resourcesOf(made, 'AWS::IAM::Role')).toEqual([]);
    expect(templateOf(made)).toMatchObject({ IamInstanceProfile: { Name: 'theirs' } });
    expect(policy?.['Roles']).toEqual(['theirs']);
    expect(JSON.stringify(made.machineRoleArns)).toContain(':role/theirs');
  });

  test('is that of the profile, whatever its name and path', () => {
    const theirs: FoundRole = {
      name: 'ci-RunnersRole-1ABC',
      arn: 'arn:aws-cn:iam::123456789012:role/ci/ci-RunnersRole-1ABC',
      id: 'AROAEXAMPLE',
      trusts: 'EC2',
    };
    const roles = new Map([['ci-RunnersInstanceProfile-1ABCDEFGHIJKL', theirs]]);
    const made = deploymentWith(
      { roles },
      { options: ['iam-instance-profile=ci-RunnersInstanceProfile-1ABCDEFGHIJKL'] },
    );
    const [policy] = resourcesOf(made, 'AWS::IAM::Policy');

    expect(templateOf(made)).toMatchObject({
      IamInstanceProfile: { Name: 'ci-RunnersInstanceProfile-1ABCDEFGHIJKL' },
    });
    expect(policy?.['Roles']).toEqual(['ci-RunnersRole-1ABC']);
    expect(made.machineRoleArns).toEqual([{ 'Fn::Sub': theirs.arn }]);
  });

  test('has one policy for all runners that share it, with what any of them needs', () => {
    const named = ['iam-instance-profile=theirs'];
    const made = deployment(
      { name: 'a', options: named, sections: cacheOf('') },
      { name: 'b', options: named },
      { name: 'c', options: named },
    );
    const [policy, ...others] = resourcesOf(made, 'AWS::IAM::Policy');
    const text = JSON.stringify(policy);

    expect(others).toEqual([]);
    expect(text).toContain('s3:::our-cache');
    expect(text).toContain('CacheBucket');
    expect(text.match(/execute-api:Invoke/g)).toHaveLength(1);
  });

  test('may use the cache of config.toml', () => {
    const made = deployment({ options: [], sections: cacheOf('') });

    expect(JSON.stringify(resourcesOf(made, 'AWS::IAM::Policy'))).toContain('s3:::our-cache/*');
  });

  test('may use the key and the roles that the cache of config.toml names', () => {
    const keys = [
      'ServerSideEncryption = "KMS"',
      'ServerSideEncryptionKeyID = "alias/ci-cache"',
      'UploadRoleARN = "arn:aws:iam::111122223333:role/cache-upload"',
    ];
    const made = deployment({ options: [], sections: cacheOf(keys.map((key) => `    ${key}`).join('\n')) });

    expect(resourcesOf(made, 'AWS::IAM::Policy')[0]?.['PolicyDocument']).toMatchObject({
      Statement: expect.arrayContaining([
        {
          Effect: 'Allow',
          Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
          Resource: { 'Fn::Sub': expect.stringMatching(/:key\/\*$/) },
          Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/ci-cache' } },
        },
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Resource: ['arn:aws:iam::111122223333:role/cache-upload'],
        },
      ]),
    });
  });

  test('is the only way to the cache: a cache’s own keys are refused, because they would be deployed', () => {
    expect(() => deployment({ options: [], sections: cacheOf('    AccessKey = "key"') })).toThrow(
      'cache.s3.AccessKey: must not be set',
    );
  });
});

describe('the security groups', () => {
  test('are used as they are if named by id', () => {
    const made = deployment({ options: ['security-group=sg-0123'] });

    expect(resourcesOf(made, 'AWS::EC2::SecurityGroup')).toEqual([]);
    expect(templateOf(made)).toMatchObject({ NetworkInterfaces: [{ Groups: ['sg-0123'] }] });
  });

  test('are one group without inbound rules, in the default VPC, if none is named', () => {
    const [group] = resourcesOf(deployment({ options: [] }), 'AWS::EC2::SecurityGroup');

    expect(group).toBeDefined();
    expect(group).not.toHaveProperty('SecurityGroupIngress');
    expect(group).not.toHaveProperty('VpcId');
  });

  test('are shared by runners that name the same one in the same VPC', () => {
    const options = ['vpc-id=vpc-01', 'subnet-id=subnet-01', 'security-group=ci'];
    const other = ['vpc-id=vpc-02', 'subnet-id=subnet-02', 'security-group=ci'];
    const made = deployment({ name: 'a', options }, { name: 'b', options }, { name: 'c', options: other });

    expect(resourcesOf(made, 'AWS::EC2::SecurityGroup').map((group) => group['VpcId'])).toEqual([
      'vpc-01',
      'vpc-02',
    ]);
  });
});

describe('the launch templates', () => {
  test('are one for each runner', () => {
    const made = deployment({ name: 'small builds', options: [] }, { name: 'large', options: [] });
    const names = resourcesOf(made, 'AWS::EC2::LaunchTemplate').map((one) => one['LaunchTemplateName']);

    expect(new Set(names).size).toBe(2);
  });

  test('are open to the reconciler’s role by their deployment’s tag', () => {
    const [template] = resourcesOf(deployment({ options: [] }), 'AWS::EC2::LaunchTemplate');

    expect(template?.['TagSpecifications']).toEqual([
      {
        ResourceType: 'launch-template',
        Tags: [{ Key: 'bastionless:scaler', Value: 'bastionless-test' }],
      },
    ]);
  });

  test('of 40 runners with a fallback fit into a function’s environment; an error says how many fit', () => {
    const many = (count: number): TomlRunner[] =>
      Array.from({ length: count }, (_, index) => ({
        name: `builds of the team ${index}`,
        options: ['request-spot-instance=true'],
        own: 'on_demand_fallback = true',
      }));

    expect(resourcesOf(deployment(...many(40)), 'AWS::EC2::LaunchTemplate')).toHaveLength(80);
    expect(() => deployment(...many(60))).toThrow(/60 runners are too many.*: 4\d fit/);
  });

  test('tag spot requests only if there are any', () => {
    const kinds = (...options: string[]) =>
      (templateOf(deployment({ options }))['TagSpecifications'] as { ResourceType: string }[]).map(
        (specification) => specification.ResourceType,
      );

    expect(kinds('request-spot-instance=true')).toContain('spot-instances-request');
    expect(kinds('request-spot-instance=false')).not.toContain('spot-instances-request');
  });

  test('hold no token', () => {
    expect(JSON.stringify(deployment({ options: [] }))).not.toContain('glrt-');
  });

  test.each([
    ['t4g.small', 'amazon-linux-2023/arm64/recommended'],
    ['t3.medium', 'amazon-linux-2023/recommended'],
  ])('take for %s the newest image that is built for it, of AWS’s parameter %s', (type, image) => {
    expect(templateOf(deployment({ options: [`instance-type=${type}`] }))['ImageId']).toBe(
      `resolve:ssm:/aws/service/ecs/optimized-ami/${image}/image_id`,
    );
  });

  test.each<[string[], string, number]>([
    [[], '/dev/xvda', 30],
    [['root-size=16'], '/dev/xvda', 30],
    [['root-size=100'], '/dev/xvda', 100],
    [['ami=ami-0123456789abcdef0', 'root-size=16'], '/dev/sda1', 16],
  ])(
    'with %j have a disk %s of %i GiB: the default image fits on none below 30',
    (options, DeviceName, VolumeSize) => {
      expect(templateOf(deployment({ options }))['BlockDeviceMappings']).toMatchObject([
        { DeviceName, Ebs: { VolumeSize } },
      ]);
    },
  );
});

describe('the region', () => {
  test('is that of the runners', () => {
    expect(deployment({ options: ['region=eu-west-1'] }).region).toBe('eu-west-1');
  });

  test('must be one', () => {
    expect(() =>
      deployment({ name: 'a', options: ['region=eu-west-1'] }, { name: 'b', options: ['region=us-east-1'] }),
    ).toThrow('must be the same for all runners (it is us-east-1, and eu-west-1 for "a")');
  });
});
