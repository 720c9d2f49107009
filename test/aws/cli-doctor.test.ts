import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { FULL_ACCESS } from '../../lib/simulation/gitlab/access.ts';
import { bastionless } from '../lib/cli/bastionless.ts';
import { aConfig } from './a-config.ts';
import { aDeployment } from './a-deployment.ts';
import { aGitLabServer, type GitLabServer } from './a-gitlab-server.ts';

interface Found {
  readonly check: string;
  readonly verdict: string;
  readonly found: string;
  readonly todo?: string;
}

const ec2 = new EC2Client();
const ssm = new SSMClient();
let server: GitLabServer;
let config: string;
let places: Readonly<Record<string, string>>;
beforeAll(async () => {
  server = await aGitLabServer();
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/20', AvailabilityZone: 'us-east-1a' }),
  );
  places = { 'vpc-0a1b2c3d': Vpc?.VpcId ?? '', 'subnet-0a1b2c3d': Subnet?.SubnetId ?? '' };
  config = aConfig(server.url, 'project = 380', places);
});
beforeEach(() => {
  server.gitlab.access = FULL_ACCESS;
});
afterAll(() => {
  server.stop();
  ec2.destroy();
  ssm.destroy();
});

async function doctor(stage: string, ...args: string[]) {
  const { code, out, err } = await bastionless(
    ...['doctor', '--stage', stage, '--config', config, '--json', ...args],
  );
  expect(err).toBe('');
  const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: Found[] };
  expect(code).toBe(ok ? 0 : 1);
  const of = (check: string) => findings.filter((finding) => finding.check === check);
  return { code, findings, of };
}

const storeToken = (stage: string, name: string, Type: 'SecureString' | 'String' = 'SecureString') =>
  ssm.send(new PutParameterCommand({ Name: `/bastionless/${stage}/${name}`, Value: server.token, Type }));

test('a whole deployment: what can be asked is ok, what moto does not have is a warning', async () => {
  const { stage, webhookUrl } = await aDeployment();
  await bastionless('init', '--stage', stage, '--config', config, '--token', server.token, '--yes');
  const [hook] = server.gitlab.hooks.at({ kind: 'Project', id: 380 }).filter(({ url }) => url === webhookUrl);
  if (hook === undefined) throw new Error('init added no hook');
  for (const status of ['200', '200', '503', '200']) server.gitlab.hooks.delivered(hook, status);

  const { of, findings } = await doctor(stage);
  expect(of('AWS')).toMatchObject([{ verdict: 'ok', found: expect.stringContaining('us-east-1') }]);
  expect(of('stack')).toMatchObject([{ verdict: 'ok' }]);
  expect(of('SSM')).toMatchObject([{ verdict: 'ok' }, { verdict: 'ok' }]);
  expect(of('GitLab token')).toMatchObject([{ verdict: 'ok' }]);
  expect(of('rights in acme/shop')).toMatchObject([{ verdict: 'ok' }]);
  expect(of('webhook of acme/shop')).toEqual([
    {
      ...{ check: 'webhook of acme/shop', verdict: 'warn' },
      found: '3 of the last 4 deliveries taken; the others: 503',
      todo: 'The log of the function webhook says why.',
    },
  ]);
  expect(of('subnets of gitlab-aws-autoscaler')).toMatchObject([
    { verdict: 'ok', found: expect.stringContaining('in us-east-1a') },
  ]);
  expect(of('types of gitlab-aws-autoscaler')).toMatchObject([{ verdict: 'ok' }]);
  expect(of('image of gitlab-aws-autoscaler')).toMatchObject([{ verdict: 'ok' }]);
  expect(of('spot quota')).toMatchObject([
    { verdict: 'warn', found: expect.stringContaining('take up to 20 vCPUs') },
  ]);
  expect(of('table')).toMatchObject([{ verdict: 'ok', found: '0 machines, 0 jobs' }]);
  // The test's stack has none.
  expect(findings.filter(({ verdict }) => verdict === 'fail').map(({ check }) => check)).toEqual([
    'launch templates',
  ]);
  expect(JSON.stringify(findings)).not.toContain(server.token);
});

test('nothing deployed, nothing stored: every failure says what to do', async () => {
  const { code, findings } = await doctor('nowhere');
  expect(code).toBe(1);
  const failed = findings.filter(({ verdict }) => verdict === 'fail');
  expect(failed.map(({ check, todo }) => [check, todo])).toEqual([
    ['stack', 'npx serverless deploy --stage nowhere'],
    ['SSM', 'bastionless init --stage nowhere'],
    ['SSM', 'bastionless init --stage nowhere'],
  ]);
});

test('machines that are to have IPv6 alone need a subnet that has it', async () => {
  const plain = config;
  config = aConfig(server.url, 'project = 380\nipv6_only = true', places);
  const { of } = await doctor('nowhere');
  config = plain;
  expect(of('subnets of gitlab-aws-autoscaler')).toMatchObject([
    { verdict: 'fail', found: expect.stringContaining('has no IPv6 range') },
  ]);
});

describe('the token and the webhook', () => {
  test.each([
    [{ scopes: ['read_api', 'create_runner'] }, 'GitLab token scopes', 'fail', 'manage_runner missing'],
    [
      { scopes: ['read_api', 'create_runner', 'manage_runner'] },
      'GitLab token scopes',
      'warn',
      'without api',
    ],
    [{ level: 30 }, 'rights in acme/shop', 'fail', 'not Maintainer'],
    [{ level: 0, isAdmin: true }, 'rights in acme/shop', 'ok', 'an administrator'],
    [{}, 'retries in acme/shop', 'ok', 'of all branches: they run as the token’s user'],
    [
      {
        protectedBranches: new Map([
          ['main', 40],
          ['release/*', 0],
        ]),
      },
      'retries in acme/shop',
      'warn',
      'on release/* the token’s user may neither push nor merge',
    ],
    [{ expiresOn: '2099-01-01' }, 'GitLab token', 'ok', 'ends on 2099-01-01'],
    [{ expiresOn: '2020-01-01' }, 'GitLab token', 'fail', 'ended on 2020-01-01'],
  ])('%j: %s is %s', async (access, check, verdict, found) => {
    const { stage } = await aDeployment();
    await storeToken(stage, 'gitlab-token');
    server.gitlab.access = { ...FULL_ACCESS, ...access };
    const { of } = await doctor(stage);
    expect(of(check)).toMatchObject([{ verdict, found: expect.stringContaining(found) }]);
  });

  test('no webhook, a token that is not encrypted and one that is not accepted', async () => {
    const { stage } = await aDeployment();
    await storeToken(stage, 'gitlab-token', 'String');
    const { of } = await doctor(stage);
    expect(of('webhook of acme/shop')).toMatchObject([
      { verdict: 'fail', todo: `bastionless webhook add --stage ${stage} acme/shop` },
    ]);
    expect(of('SSM')[0]).toMatchObject({ verdict: 'warn', found: expect.stringContaining('not encrypted') });
    const refused = await doctor(stage, '--token', 'glpat-wrong');
    expect(refused.of('GitLab')).toMatchObject([{ verdict: 'fail' }]);
  });
});

test('a broken config.toml does not keep it from the rest', async () => {
  const broken = aConfig(server.url, 'project = -1');
  const { of } = await doctor('nowhere', '--config', broken, '--region', 'us-east-1');
  expect(of('config')).toMatchObject([{ verdict: 'fail', todo: `bastionless check ${broken}` }]);
  expect(of('AWS')).toMatchObject([{ verdict: 'ok' }]);
});

test('a stack that another version of bastionless deployed is told', async () => {
  const { stage } = await aDeployment('0.0.9');
  const { of } = await doctor(stage);

  expect(of('stack')).toMatchObject([
    { verdict: 'warn', found: expect.stringContaining('by bastionless 0.0.9, and this is') },
  ]);
});
