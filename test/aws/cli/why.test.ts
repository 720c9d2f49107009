import { bastionless } from '../../lib/cli/bastionless.ts';
import { aConfig } from '../a-config.ts';
import { aDeployment } from '../a-deployment.ts';
import { aGitLabServer, type GitLabServer } from '../a-gitlab-server.ts';

let server: GitLabServer;
let config: string;
beforeAll(async () => {
  server = await aGitLabServer();
  config = aConfig(server.url);
});
afterAll(() => server.stop());

const why = (stage: string, ...args: string[]) =>
  bastionless('why', ...args, '--stage', stage, '--config', config, '--token', server.token);

test('why tells one job step by step, from GitLab and the record', async () => {
  const { stage, store } = await aDeployment();
  const [job] = server.gitlab.pipelines.push(380, [{ name: 'unit' }]);
  if (job === undefined) throw new Error('no job was pushed');
  await store.record({
    ...{ id: job.id, projectId: 380, status: 'pending', gitlabStatus: 'pending' },
    ...{ name: 'unit', at: job.createdAt },
  });

  const { code, out, err } = await why(stage, String(job.id), '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toMatchObject({
    ...{ id: job.id, name: 'unit', project: '380', status: 'pending', machine: null, slowest: null },
    steps: expect.arrayContaining([
      expect.objectContaining({ what: 'created' }),
      expect.objectContaining({ what: 'now', note: expect.stringContaining('GitLab has not answered for') }),
    ]),
  });
  expect((await why(stage, String(job.id))).out).toContain(`job ${job.id}, unit, of project 380: pending`);
});

test.each([
  [['999999', '--project', '380'], 'GitLab has no job 999999 in project 380'],
  [['0'], 'It must be a whole number, 1 or more'],
])('why %j is an error that says what to do', async (args, message) => {
  const { stage } = await aDeployment();
  const { code, err } = await why(stage, ...args);
  expect(code).not.toBe(0);
  expect(err).toContain(message);
});
