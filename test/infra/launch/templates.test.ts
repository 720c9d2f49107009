import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploymentOf, type Found, NOTHING_FOUND } from '../../../infra/deployment.ts';
import { groupKey } from '../../../infra/launch/security-group.ts';
import { userDataFiles } from '../../../infra/outside/user-data-files.ts';
import { parseLaunchTemplates } from '../../../lib/aws/ec2/launch-templates.ts';
import type { Ec2Settings } from '../../../lib/config/ec2/settings.ts';
import { parseMachineOptions } from '../../../lib/config/machine-options/parse.ts';
import { aRunner, someSettings } from '../../builders/settings.ts';

const withOptions = (...options: string[]): Ec2Settings =>
  parseMachineOptions(options.map((option) => `amazonec2-${option}`)).ec2;
const SPOT = 'request-spot-instance=true';

function made(ec2: Ec2Settings, found: Found = NOTHING_FOUND, name = 'one') {
  const settings = someSettings({ runners: [aRunner({ name, ec2 })] });
  const deployment = deploymentOf(settings, 'bastionless-dev', found);
  const entries = Object.entries(deployment.resources);
  const templates = entries.filter(([, { Type }]) => Type === 'AWS::EC2::LaunchTemplate');
  return {
    deployment,
    ids: templates.map(([id]) => id),
    names: templates.map(([, { Properties }]) => Properties['LaunchTemplateName']),
    data: templates.map(([, { Properties }]) => Properties['LaunchTemplateData'] as Record<string, unknown>),
    ofType: (type: string) => entries.flatMap(([, one]) => (one.Type === type ? [one.Properties] : [])),
  };
}

const userData = (text: string): Found => ({
  ...NOTHING_FOUND,
  userData: new Map([['init.sh', Buffer.from(text)]]),
});

describe('the name and the id of a launch template', () => {
  const base = withOptions(SPOT, 'userdata=init.sh');
  const before = made(base, userData('#!/bin/sh\n'));

  test('stay as they are while it says the same', () => {
    const again = made(base, userData('#!/bin/sh\n'));
    expect([again.ids, again.names]).toEqual([before.ids, before.names]);
  });

  test('stay though what each launch says for itself changes', () => {
    const price = made(withOptions(SPOT, 'userdata=init.sh', 'spot-price=1'), userData('#!/bin/sh\n'));
    expect(price.ids).toEqual(before.ids);
  });

  test.each<[string, ReturnType<typeof made>]>([
    [
      'its type',
      made(withOptions(SPOT, 'userdata=init.sh', 'instance-type=t3.large'), userData('#!/bin/sh\n')),
    ],
    ['its tags', made(withOptions(SPOT, 'userdata=init.sh', 'tags=a,b'), userData('#!/bin/sh\n'))],
    ['the user’s user data', made(base, userData('#!/bin/sh\necho\n'))],
  ])('change with %s', (_, after) => {
    expect(after.ids).not.toEqual(before.ids);
    expect(after.names).not.toEqual(before.names);
  });
});

describe('the reconciler is told', () => {
  /** As CloudFormation fills it in: each resource’s id. */
  function told(ec2: Ec2Settings, name = 'one') {
    const { deployment, ids } = made(ec2, NOTHING_FOUND, name);
    const { 'Fn::Sub': text } = deployment.launchTemplates as { readonly 'Fn::Sub': string };
    const filled = text
      .replaceAll(/\$\{([^!}]+)\}/g, (_, id) => `lt-${ids.indexOf(id)}`)
      .replaceAll('${!', '${');
    return parseLaunchTemplates(filled);
  }

  test.each<[string, Ec2Settings, object]>([
    ['of machines on demand', withOptions(), { OnDemand: 'lt-0' }],
    ['of spot machines', withOptions(SPOT), { Spot: 'lt-0' }],
    [
      'of spot machines with a fallback',
      { ...withOptions(SPOT), market: { kind: 'Spot', onDemandFallback: true } },
      { Spot: 'lt-0', OnDemand: 'lt-1' },
    ],
  ])('the template %s', (_, ec2, expected) => {
    expect(told(ec2)).toEqual({ one: expected });
  });

  test.each(['a "quoted" one', `of \\ and \${AWS::Region}`, 'Läufer'])(
    'whatever the runner is called: %s',
    (name) => {
      expect(told(withOptions(), name)).toEqual({ [name]: { OnDemand: 'lt-0' } });
    },
  );

  test('or the deployment is refused, before its function would be', () => {
    const runners = Array.from({ length: 100 }, (_, index) => aRunner({ name: `runner-${index}` }));
    expect(() => deploymentOf(someSettings({ runners }), 'bastionless-dev')).toThrow(
      /^100 runners are too many for one deployment/,
    );
  });

  test('nothing that is no id of a template', () => {
    expect(() => parseLaunchTemplates('{"one":{"Spot":"another"}}')).toThrow();
    expect(() => parseLaunchTemplates('')).toThrow();
  });
});

test('the template to fall back to asks for no tags of a spot request, which EC2 would refuse', () => {
  const ec2: Ec2Settings = { ...withOptions(SPOT), market: { kind: 'Spot', onDemandFallback: true } };
  const kinds = made(ec2).data.map(({ TagSpecifications }) =>
    (TagSpecifications as { ResourceType: string }[]).map(({ ResourceType }) => ResourceType),
  );
  expect(kinds.map((list) => list.includes('spot-instances-request'))).toEqual([true, false]);
});

test('a fleet is told its subnets at each launch, RunInstances by the template', () => {
  const subnetOf = (ec2: Ec2Settings) =>
    (made(ec2).data[0]?.['NetworkInterfaces'] as { SubnetId?: string }[] | undefined)?.[0]?.SubnetId;
  expect(subnetOf(withOptions('subnet-id=subnet-0a'))).toBe('subnet-0a');
  expect(subnetOf(withOptions(SPOT, 'subnet-id=subnet-0a'))).toBeUndefined();
  expect(subnetOf({ ...withOptions(), subnets: ['subnet-0a', 'subnet-0b'] })).toBeUndefined();
});

test('a security group that was found is used, and none is made in its place', () => {
  const ec2 = withOptions('vpc-id=vpc-0a', 'subnet-id=subnet-0a', 'security-group=ci', 'security-group=new');
  const securityGroups = new Map([[groupKey({ name: 'ci', vpcId: 'vpc-0a' }), 'sg-0c']]);
  const { data, ofType } = made(ec2, { ...NOTHING_FOUND, securityGroups });
  expect(data[0]).toMatchObject({
    NetworkInterfaces: [{ Groups: ['sg-0c', { 'Fn::GetAtt': [expect.any(String), 'GroupId'] }] }],
  });
  expect(ofType('AWS::EC2::SecurityGroup')).toHaveLength(1);
});

describe('a key for disks', () => {
  test.each([
    ['0123abcd-0000-1111-2222-333344445555', 'key/0123abcd-0000-1111-2222-333344445555', false],
    ['arn:aws:kms:us-east-1:111122223333:key/0123', 'arn:aws:kms:us-east-1:111122223333:key/0123', false],
    ['alias/ci', 'key/*', true],
  ])('%s may be used by who launches, through EC2 alone', (key, resource, isByAlias) => {
    const [policy] = made(withOptions(`kms-key=${key}`))
      .ofType('AWS::IAM::ManagedPolicy')
      .filter(({ Roles }) => JSON.stringify(Roles).includes('ReconcileRole'));
    const text = JSON.stringify(policy);
    expect(text).toContain(resource);
    expect(text).toContain('"kms:ViaService"');
    expect(text.includes('"kms:ResourceAliases":"alias/ci"')).toBe(isByAlias);
  });

  test('none is asked for where none is named', () => {
    expect(JSON.stringify(made(withOptions()).deployment)).not.toContain('kms:');
  });
});

describe('the file that amazonec2-userdata names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bastionless-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const config = join(folder, 'config.toml');
  const read = (file: string) =>
    userDataFiles(someSettings({ runners: [aRunner({ ec2: withOptions(`userdata=${file}`) })] }), config);

  test('is beside config.toml, or where its path says', () => {
    writeFileSync(join(folder, 'init.sh'), '#!/bin/sh\n');
    expect(read('init.sh').get('init.sh')?.toString()).toBe('#!/bin/sh\n');
    const absolute = join(folder, 'init.sh');
    expect(read(absolute).get(absolute)?.toString()).toBe('#!/bin/sh\n');
  });

  test.each<[string, string | Buffer | undefined, string]>([
    ['missing.sh', undefined, 'runner "one": amazonec2-userdata=missing.sh: there is no file '],
    ['plain.txt', 'hello', 'must begin with a line that cloud-init knows'],
    [
      'binary',
      Buffer.from([0x23, 0x21, 0xff]),
      'runner "one": amazonec2-userdata=binary: must be a text in UTF-8',
    ],
    ['cut-short.gz', Buffer.from([0x1f, 0x8b, 0xff]), 'or one compressed by gzip'],
    [
      'secret.sh',
      `#!/bin/sh\nA=glpat-${'a'.repeat(20)}\n`,
      'holds what looks like a token of GitLab, in line 2',
    ],
    [
      'long.sh',
      `#!/bin/sh\n# ${randomBytes(16_000).toString('base64')}`,
      'bytes, compressed as it is, and EC2 takes 16384. Have cloud-init fetch a part of it',
    ],
  ])('%s is refused by name', (file, content, message) => {
    if (content !== undefined) writeFileSync(join(folder, file), content);
    expect(() => read(file)).toThrow(message);
  });
});

test.each([
  ['standard', { CreditSpecification: { CpuCredits: 'standard' } }],
  ['unlimited', { CreditSpecification: { CpuCredits: 'unlimited' } }],
] as const)('a burstable machine’s credits are %s in its launch template', (cpuCredits, expected) => {
  const ec2: Ec2Settings = { ...withOptions(SPOT, 'instance-type=t3.large'), cpuCredits };
  expect(made(ec2).data).toMatchObject([expected]);
});

test('EC2 refuses credits for another type, so its launch template has none', () => {
  expect(made(withOptions(SPOT, 'instance-type=m7i.large')).data[0]).not.toHaveProperty(
    'CreditSpecification',
  );
});
