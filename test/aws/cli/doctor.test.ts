import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { deployerPolicy } from '../../../lib/cli/deployer-policy/policy.ts';
import { FULL_ACCESS } from '../../../lib/simulation/gitlab/access.ts';
import { deployerRequests } from '../../infra/iam/deployer-requests.ts';
import { deniedOf } from '../../infra/iam/role.ts';
import { bastionless } from '../../lib/cli/bastionless.ts';
import { aConfig } from '../a-config.ts';
import { aDeployment } from '../a-deployment.ts';
import { aGitLabServer, type GitLabServer } from '../a-gitlab-server.ts';
import { type StandIn, startRecordingProxy } from '../deploy/recording-proxy.ts';
import { advises, refuses } from './spot-advice.ts';

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
  expect(of('instance runners in acme/shop')).toMatchObject([{ verdict: 'ok' }]);
  // It is the deployed audit that makes them, and moto runs none.
  expect(of('placeholders in acme/shop')).toMatchObject([{ verdict: 'warn' }]);
  // It is the function that knows AWS's, and moto runs none.
  expect(of('GitLab’s clock')).toEqual([]);
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

test('jobs that run virtual machines need types that can', async () => {
  const plain = config;
  const types = '["m8i.large", "t3.medium"]';
  const own = `project = 380\ninstance_types = ${types}\ncpu_options = { nested_virtualization = true }`;
  config = aConfig(server.url, own, places);
  const { of } = await doctor('nowhere');
  config = plain;
  expect(of('virtual machines on gitlab-aws-autoscaler')).toMatchObject([
    { verdict: 'fail', found: 't3.medium cannot run them: EC2 refuses each launch' },
  ]);
});

describe('instance_requirements', () => {
  const FITTING = '{ vcpu = [4, 8], memory_gib = [16, 32], exclude = ["*n.*"] }';

  /** What is found by the account that answers so, of types and their price and room. */
  async function lookedAt(
    requirements: string,
    standIn: StandIn,
    others: Readonly<Record<string, string>> = {},
  ) {
    const moto = process.env['AWS_ENDPOINT_URL'] ?? '';
    const account = await startRecordingProxy(moto, standIn);
    const plain = config;
    config = aConfig(server.url, `project = 380\ninstance_requirements = ${requirements}`, {
      ...places,
      ...others,
    });
    process.env['AWS_ENDPOINT_URL'] = account.url;
    try {
      const { findings } = await doctor('nowhere');
      return {
        of: (what: string) => findings.find(({ check }) => check === `${what} gitlab-aws-autoscaler`),
        calls: account.taken(),
      };
    } finally {
      process.env['AWS_ENDPOINT_URL'] = moto;
      config = plain;
      account.close();
    }
  }

  test('are told as the types that they mean today, their spot prices and their placement score', async () => {
    const { of, calls } = await lookedAt(FITTING, advises);

    expect(of('types of')).toMatchObject({ verdict: 'ok', found: '2 fit today: m5.xlarge, m7i.xlarge' });
    expect(of('spot prices of')).toMatchObject({
      verdict: 'ok',
      found:
        'an hour in us-east-1a: m5.xlarge $0.00001, m7i.xlarge $0.00001. A launch leaves out what is above 100 % of the cheapest fitting type on demand',
    });
    expect(of('spot capacity for')).toMatchObject({
      verdict: 'ok',
      found: 'placement score for 10 machines at once: 7 of 10 in us-east-1a',
    });
    const asked = calls.filter(({ service }) => service === 'ec2').flatMap(deployerRequests);
    expect(asked.map(({ action }) => action)).toContain('ec2:GetSpotPlacementScores');
    const policy = deployerPolicy('nowhere', undefined, { region: 'us-east-1' });
    expect(await deniedOf([policy], asked)).toEqual([]);
  });

  test('of machines on demand the types alone', async () => {
    const { of } = await lookedAt(
      '{ vcpu = [4, 4], memory_gib = [16, 16], architectures = ["arm64"] }',
      advises,
      { 'spot-instance=true': 'spot-instance=false' },
    );
    expect(of('types of')).toMatchObject({ found: '1 fit today: m7g.xlarge' });
    expect(of('spot capacity for')).toBeUndefined();
  });

  test('that no type fits is a failure', async () => {
    const { of } = await lookedAt('{ vcpu = [64, 64], memory_gib = [1, 2] }', advises);
    expect(of('types of')).toMatchObject({
      verdict: 'fail',
      found: 'no type that EC2 has here fits instance_requirements',
    });
    expect(of('spot capacity for')).toBeUndefined();
  });

  test('what the account does not show is told as that, and stops nothing', async () => {
    const { of } = await lookedAt(FITTING, refuses);
    expect(of('types of')).toMatchObject({
      verdict: 'warn',
      found: expect.stringContaining('AWS does not allow it'),
    });
    expect(of('spot capacity for')).toMatchObject({
      verdict: 'warn',
      found: expect.stringContaining('exceeded your maximum'),
    });
  });
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

test('a project that GitLab does not have is a failure, and keeps it from nothing else', async () => {
  const { stage } = await aDeployment();
  await storeToken(stage, 'gitlab-token');
  const elsewhere = aConfig(server.url, 'project = 999', places);
  const { code, of } = await doctor(stage, '--config', elsewhere);
  expect(code).toBe(1);
  expect(of('project 999')).toEqual([
    {
      ...{ check: 'project 999', verdict: 'fail' },
      found: "GitLab has no project 999, or the token's user may not see it.",
      todo: 'Is the id or path right, and is the user a member?',
    },
  ]);
  expect(of('GitLab token')).toMatchObject([{ verdict: 'ok' }]);
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
