import { readFileSync } from 'node:fs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { FULL_ACCESS } from '../../../lib/simulation/gitlab/access.ts';
import { bastionless, bastionlessOn } from '../../lib/cli/bastionless.ts';
import { aConfig } from '../a-config.ts';
import { aDeployment } from '../a-deployment.ts';
import { aGitLabServer, type GitLabServer } from '../a-gitlab-server.ts';

const ssm = new SSMClient();
let server: GitLabServer;
let config: string;
beforeAll(async () => {
  server = await aGitLabServer();
  config = aConfig(server.url);
});
beforeEach(() => {
  server.gitlab.access = FULL_ACCESS;
  server.gitlab.hooks.hasGroupHooks = true;
});
afterAll(() => {
  server.stop();
  ssm.destroy();
});

const PROJECT = { kind: 'Project', id: 380 } as const;

async function parameter(stage: string, name: string) {
  const { Parameter } = await ssm.send(
    new GetParameterCommand({ Name: `/bastionless/${stage}/${name}`, WithDecryption: true }),
  );
  return Parameter;
}

const init = (stage: string, ...args: string[]) =>
  bastionless('init', '--stage', stage, '--config', config, '--yes', ...args);
const withToken = (stage: string, ...args: string[]) => init(stage, '--token', server.token, ...args);

describe('init', () => {
  test('stores both secrets, adds the webhook, and says what remains', async () => {
    const { stage, webhookUrl } = await aDeployment();
    const { code, out, err } = await withToken(stage, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { findings, remaining } = JSON.parse(out);
    expect(findings.map(({ verdict }: { verdict: string }) => verdict)).toEqual(Array(7).fill('ok'));
    expect(remaining).toEqual([`bastionless doctor --stage ${stage}`]);

    const token = await parameter(stage, 'gitlab-token');
    const secret = await parameter(stage, 'webhook-secret');
    expect(token).toMatchObject({ Type: 'SecureString', Value: server.token });
    expect(secret).toMatchObject({ Type: 'SecureString', Value: expect.stringMatching(/^[\w-]{43}$/) });
    expect(server.gitlab.hooks.at(PROJECT).filter(({ url }) => url === webhookUrl)).toEqual([
      expect.objectContaining({
        ...{ token: secret?.Value, jobEvents: true, pushEvents: false, verifiesTls: true },
      }),
    ]);
    expect(out).not.toContain(server.token);
    expect(out).not.toContain(secret?.Value);
  });

  test('run again it keeps the secrets, needs no token, and mends the webhook', async () => {
    const { stage, webhookUrl } = await aDeployment();
    await withToken(stage);
    const before = await parameter(stage, 'webhook-secret');
    const [hook] = server.gitlab.hooks.at(PROJECT).filter(({ url }) => url === webhookUrl);
    if (hook === undefined) throw new Error('no hook was added');
    server.gitlab.hooks.change(hook, { token: 'another', jobEvents: false, verifiesTls: false });

    const { code, out } = await init(stage);
    expect(code).toBe(0);
    expect(out).toContain('gitlab-token unchanged');
    expect(out).toContain('webhook-secret unchanged');
    expect(await parameter(stage, 'webhook-secret')).toMatchObject({ Version: before?.Version });
    expect(server.gitlab.hooks.at(PROJECT).filter(({ url }) => url === webhookUrl)).toEqual([hook]);
  });

  test('before the first deployment it stores the secrets and says what to do next', async () => {
    const stage = `new-${Date.now().toString(36)}`;
    const { code, out } = await withToken(stage, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).remaining).toEqual([
      `npx serverless deploy --stage ${stage}`,
      `bastionless init --stage ${stage} (for the webhook)`,
    ]);
    expect(await parameter(stage, 'webhook-secret')).toBeDefined();
  });

  test.each([
    ['a scope that is missing', { scopes: ['read_api'] }, 'create_runner and manage_runner missing'],
    ['too low a role', { level: 30 }, "the token's user is not Maintainer"],
  ])('%s ends it before anything is written', async (_, access, message) => {
    server.gitlab.access = { ...FULL_ACCESS, ...access };
    const stage = `refused-${Date.now().toString(36)}`;
    const { code, out } = await withToken(stage, '--json');
    expect(code).toBe(1);
    expect(out).toContain(message);
    await expect(parameter(stage, 'gitlab-token')).rejects.toThrow();
  });

  test('a token without api runs jobs, and leaves the webhook to be set up with another', async () => {
    server.gitlab.access = { ...FULL_ACCESS, scopes: ['create_runner', 'manage_runner', 'read_api'] };
    const { stage } = await aDeployment();
    const { code, out } = await withToken(stage, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).remaining[0]).toContain('GITLAB_TOKEN=… bastionless webhook add');
  });

  test('what config.toml should say besides is told with what remains', async () => {
    const { stage } = await aDeployment();
    const newer = aConfig(server.url, 'project = 380\nrunner_version = "19.9.0"');
    const { out } = await withToken(stage, '--config', newer, '--json');
    expect(JSON.parse(out).remaining).toEqual([
      'Set runner_version = "19.4.0" in [runners.bastionless], and deploy.',
      `bastionless doctor --stage ${stage}`,
    ]);
  });

  test('what was answered and config.toml leaves out is written there, once', async () => {
    const { stage } = await aDeployment();
    const silent = aConfig(server.url, '# project = 42    # whose jobs it is for; or group = 7');
    const before = readFileSync(silent, 'utf8');
    const { out } = await withToken(stage, '--config', silent, '--project', 'acme/lab/site', '--json');
    const { findings, remaining } = JSON.parse(out);
    expect(findings).toContainEqual({
      ...{ check: 'config.toml', verdict: 'ok' },
      found: 'project = 381 written into [runners.bastionless]',
    });
    expect(remaining).toEqual([
      `npx serverless deploy --stage ${stage}`,
      `bastionless doctor --stage ${stage}`,
    ]);
    const after = readFileSync(silent, 'utf8');
    expect(after).toBe(before.replace(/# project = 42.*/, 'project = 381'));

    const again = await withToken(stage, '--config', silent, '--json');
    expect(JSON.parse(again.out).remaining).toEqual([`bastionless doctor --stage ${stage}`]);
    expect(readFileSync(silent, 'utf8')).toBe(after);
  });

  test('of a config.toml that cannot be written, what is left to write is told', async () => {
    const { stage } = await aDeployment();
    const silent = aConfig(server.url, '');
    const { out } = await bastionlessOn(
      readFileSync(silent, 'utf8'),
      ...['init', '--stage', stage, '--yes', '--token', server.token, '--json'],
      ...['--config', '-', '--project', '380'],
    );
    expect(JSON.parse(out).remaining[0]).toBe(
      'set project = 380 in [runners.bastionless] of config.toml, and deploy',
    );
  });

  test('another place than config.toml’s, by its path, is to be written there', async () => {
    const { stage } = await aDeployment();
    const { out } = await withToken(stage, '--project', 'acme/lab/site', '--json');
    const { remaining } = JSON.parse(out);
    expect(remaining[0]).toBe('set project = 381 in [runners.bastionless] of config.toml, and deploy');
  });

  test.each([
    [['--token', 'glpat-wrong'], 'GitLab does not accept the access token'],
    [['--project', '999', '--token', 'glpat-test'], 'GitLab has no project 999'],
    [['--url', 'http://127.0.0.1:1', '--token', 'x'], 'GitLab did not answer'],
    [[], 'the access token for GitLab is not said'],
  ])('init %j is an error that says what to do', async (args, message) => {
    const { code, out, err } = await init('nowhere', ...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
    expect(err).toMatch(/\n {2}\S/);
  });
});

describe('webhook', () => {
  test('is added to further projects, listed, and removed', async () => {
    const { stage, webhookUrl } = await aDeployment();
    await withToken(stage);
    const webhook = async (...args: string[]) => {
      const { out, err } = await bastionless(
        'webhook',
        ...args,
        '--stage',
        stage,
        '--config',
        config,
        '--json',
      );
      return err === '' ? JSON.parse(out) : err;
    };
    const shop = { place: 'acme/shop', kind: 'Project', url: webhookUrl, problems: [] };
    const site = { ...shop, place: 'acme/lab/site' };
    expect(await webhook('add', 'acme/lab/site')).toEqual([{ ...site, done: 'added' }]);
    expect(await webhook('add', '381')).toEqual([{ ...site, done: 'brought up to date' }]);
    expect(await webhook('list')).toEqual([{ ...shop, done: 'there' }]);
    expect(await webhook('remove', '380', '381')).toEqual([
      { ...shop, done: 'removed' },
      { ...site, done: 'removed' },
    ]);
    expect(await webhook('list', '380')).toEqual([{ ...shop, done: 'none' }]);
    expect(await webhook('add', '--group', 'acme')).toMatchObject([{ kind: 'Group', done: 'added' }]);

    server.gitlab.hooks.hasGroupHooks = false;
    expect(await webhook('add', '--group', '7')).toContain('they take GitLab Premium');
  });
});
