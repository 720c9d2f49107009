import { aJob, aLaunch, aMachine, NOW, times } from '../../builders/state.ts';
import { bastionless } from '../../lib/cli/bastionless.ts';
import { aConfig } from '../a-config.ts';
import { aDeployment, type TestDeployment } from '../a-deployment.ts';

const RUNNER = 'gitlab-aws-autoscaler';
/** The command goes by the clock of its computer. */
const since = Date.now() / 1000;
const runner = { runner: RUNNER, since };
const config = aConfig('https://gitlab.example.com');
const status = (stage: string, ...args: string[]) =>
  bastionless('status', '--stage', stage, '--config', config, ...args);

beforeAll(() => {
  process.env['COLUMNS'] = '80';
});
afterAll(() => {
  delete process.env['COLUMNS'];
});

async function confirmed({ store }: TestDeployment, id: number, tags: readonly string[] = []) {
  const job = aJob('pending', id, { tags });
  await store.record(job);
  const { jobs } = await store.readActive();
  const recorded = [...jobs].find((one) => one.id === id);
  if (recorded === undefined) throw new Error('the job was not recorded');
  await store.replaceJob({ ...recorded, lookup: job.lookup });
}

test('status says what machines and jobs there are, what is held back, and why', async () => {
  const deployment = await aDeployment();
  const { stage, store } = deployment;
  const first = { launchedAt: since, readyAt: since + 40, firstJobAt: since + 45, firstWaited: 47 };
  await store.machines.create(aMachine('Used', 1, { ...runner, ...first, jobIds: [7], builds: 2 }));
  const firstWaits = [{ hearing: 1, asking: 3, starting: 12, booting: 38, registering: 1, taking: 1 }];
  await store.recordHistory({ runner: RUNNER, boots: [], periods: [], firstWaits, revision: 0 });
  await store.machines.create(aMachine('Creating', 2, runner));
  await store.machines.create(aMachine('Creating', 3, runner));
  await store.record({ ...aJob('running', 7), runnerId: 1 });
  await confirmed(deployment, 8, ['gpu']);
  for (const id of times(3, (number) => 100 + number)) await confirmed(deployment, id);
  const outcome = { kind: 'Unavailable', at: Date.now() / 1000, reason: 'no t3.medium' } as const;
  await store.openLaunches([aLaunch({ runner: RUNNER, outcome })], {});

  const { code, out, err } = await status(stage, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const report = JSON.parse(out);
  expect(report).toMatchObject({
    drain: null,
    firstWaits: [
      {
        runner: RUNNER,
        jobs: 2,
        ...{ hearing: 1, asking: 3, starting: 12, booting: 40, registering: 1, taking: 5 },
      },
    ],
    runners: [{ name: RUNNER, creating: 2, idle: 0, used: 1, removing: 0, limit: 20 }],
    held: [{ runner: RUNNER, count: 1, reason: 'the last launch: EC2 could not: no t3.medium' }],
    launches: [{ runner: RUNNER, count: 1, outcome: 'EC2 could not: no t3.medium' }],
    decisions: expect.arrayContaining([
      {
        at: expect.any(String),
        ...{ state: 'Creating', runner: RUNNER, machines: 2, reason: 'a test needs it' },
      },
    ]),
  });
  expect(report.machines).toHaveLength(3);
  const job = (id: number) => report.jobs.find((one: { id: number }) => one.id === id);
  expect(job(7)).toMatchObject({ status: 'running', machine: 'machine-1', waitsFor: null });
  expect(job(8)).toMatchObject({ waitsFor: 'no runner of its project has all its tags: gpu' });
  expect(job(101)).toMatchObject({ machine: null, waitsFor: null });

  const shown = (await status(stage)).out;
  expect(shown).toMatch(/webhook +launch +EC2 +boot +runner +job\n.* 2 +1 s +3 s +12 s +40 s +1 s +5/);
  expect(shown).toContain('3 machines, 4 jobs waiting, 1 running');
  expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('which jobs come, and what launching ahead for others was in vain', async () => {
  const { stage, store } = await aDeployment();
  const of = { projectId: 380, pipelineId: 100, at: Date.now() / 1000 };
  await store.record({ ...aJob('running', 1), ...of, name: 'build', stage: 'build' });
  await store.record({ ...aJob('created', 2), ...of, name: 'unit', stage: 'test' });
  for (const [name, habitStage] of [
    ['build', 'build'],
    ['unit', 'test'],
  ] as const) {
    const seen = times(4, (id) => ({ pipelineId: id, kind: 'Run' as const, lead: 60, waited: 1, ran: 60 }));
    await store.recordHabit({
      projectId: 380,
      name,
      stage: habitStage,
      runner: RUNNER,
      tags: [],
      seen,
      at: of.at,
      revision: 0,
    });
  }
  const ahead = { machines: 40, inTime: 31, late: 6, saved: 900 };
  const periods = [{ from: of.at - 3600, all: 36_000, inVain: 2700, ahead }];
  await store.recordHistory({ runner: RUNNER, boots: [30], periods, revision: 0 });
  const { lookahead } = JSON.parse((await status(stage, '--json')).out);
  expect(lookahead).toEqual({
    expected: [{ id: 2, name: 'unit', stage: 'test', runner: RUNNER, at: expect.any(String), share: 1 }],
    budgets: [
      { runner: RUNNER, budget: 0.05, hours: 10, inVain: 0.75, share: 0.075, ahead, thrift: 'Careful' },
    ],
  });
  const { out } = await status(stage);
  expect(out).toMatch(/unit .*test .* s .*100 %/);
  expect(out).toMatch(/ 40 .* 31 .* 6 .* 15 min/);
  expect(out).toMatch(/0\.8 of 10\.0 h, 7\.5 % .* 5 %/);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('while it is drained, status says so, and why jobs wait', async () => {
  const deployment = await aDeployment();
  await confirmed(deployment, 1);
  await deployment.store.startDrain({ since: NOW, reason: 'a new image' });
  const why = 'an operator has been draining it since 2026-11-24T10:00:00Z (a new image)';
  expect((await status(deployment.stage)).out).toContain(why);
  const { drain, held } = JSON.parse((await status(deployment.stage, '--json')).out);
  expect(drain).toEqual({ since: '2026-11-24T10:00:00.000Z', reason: 'a new image' });
  expect(held).toEqual([{ runner: RUNNER, count: 1, reason: why, barrier: 'drain' }]);
});
