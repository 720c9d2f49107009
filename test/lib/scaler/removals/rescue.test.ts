import { recordNews } from '../../../../lib/scaler/events/ec2-news.ts';
import { recordReport } from '../../../../lib/scaler/events/report.ts';
import { whyNotRetried } from '../../../../lib/scaler/plan/retry-policy.ts';
import type { GitLab, GitLabJob, JobRef } from '../../../../lib/scaler/ports/gitlab.ts';
import { reconcile } from '../../../../lib/scaler/reconcile.ts';
import { type LostVerdict, verdictOn } from '../../../../lib/scaler/removals/lost-verdict.ts';
import type { LostJob } from '../../../../lib/scaler/state/jobs/lost-job.ts';
import { hasFailedByLoss, lostJob } from '../../../../lib/scaler/state/jobs/lost-job.ts';
import { anInterruptionSection, aRunner, someSettings } from '../../../builders/settings.ts';
import { NOW } from '../../../builders/state.ts';
import { TestWorld } from '../a-world.ts';
import { crashAt, type Moment } from '../crash.ts';

const settings = someSettings({ runners: [aRunner({ limit: 5 })] });

/** A machine that ran a job is gone, as EC2 has told; nothing has been done about it. */
async function aLoss() {
  const t = new TestWorld(settings);
  const { machine, job } = await t.runJob();
  t.ec2.end(machine.instanceId);
  const { store, log, metrics } = t.world;
  await recordNews({ machines: store.machines, log, metrics }, settings, {
    ...{ kind: 'End', instanceId: machine.instanceId, at: t.clock.now(), state: 'terminated' },
  });
  return { t, machine, job };
}

const retrialsOf = ({ gitlab }: TestWorld, id: number) =>
  gitlab.jobs.all().filter((job) => job.id > id && job.name === gitlab.jobs.find(id)?.name);

/** Ticks, as many as it takes to come to rest. */
async function settleDown(t: TestWorld): Promise<void> {
  for (let tick = 0; tick < 5; tick += 1) {
    await t.clock.advance(60);
    for (const { id, status } of t.gitlab.jobs.all()) if (status !== 'pending') await t.hear(id);
    await t.reconcile();
  }
}

test('a job whose runner somebody had deleted meanwhile is rescued too', async () => {
  const { t, machine, job } = await aLoss();
  t.gitlab.runners.delete(machine.runnerId);
  await settleDown(t);
  expect(t.gitlab.jobs.find(job.id)).toMatchObject({ status: 'canceled', retried: true });
  const [retrial, ...others] = retrialsOf(t, job.id);
  expect(others).toEqual([]);
  expect(await t.world.store.endedJobs([job.id])).toMatchObject([
    { machine: machine.name, retriedAs: retrial?.id },
  ]);
});

test('GitLab is asked once what jobs the machine had', async () => {
  const { t, machine, job } = await aLoss();
  const asked: number[] = [];
  const { gitlab } = t.world;
  const jobsOf: GitLab['jobsOf'] = (runnerId) => {
    asked.push(runnerId);
    return gitlab.jobsOf(runnerId);
  };
  await reconcile({ ...t.world, gitlab: { ...gitlab, jobsOf } }, settings);
  expect(asked).toEqual([machine.runnerId]);
  expect(t.gitlab.jobs.find(job.id)).toMatchObject({ status: 'canceled', retried: true });
});

describe('a function that dies at any call of a rescue', () => {
  test.each<Moment>(['before it takes effect', 'after it took effect'])(
    '%s, leaves a rescue that the next one finishes: the job is retried once',
    async (moment) => {
      const seen: string[] = [];
      for (let nth = 1; ; nth += 1) {
        const { t, machine, job } = await aLoss();
        const crash = crashAt(t.world, nth, moment);
        await reconcile(crash.world, settings).catch(() => undefined);
        const at = crash.at();
        if (at === undefined) break;
        seen.push(at);
        await settleDown(t);
        const { status, retried } = t.gitlab.jobs.find(job.id) ?? {};
        const retrials = retrialsOf(t, job.id).length;
        expect({ at, status, retried, retrials }).toEqual({
          at,
          status: 'canceled',
          retried: true,
          retrials: 1,
        });
        expect((await t.machines()).map(({ instanceId }) => instanceId)).not.toContain(machine.instanceId);
        expect(t.gitlab.runners.find(machine.runnerId)).toBeUndefined();
      }
      for (const call of ['cancelJob', 'retryJob', 'deleteRunner', 'findJob', 'pauseRunner', 'jobsOf']) {
        expect(seen).toContain(`gitlab.${call}`);
      }
      for (const call of ['record', 'machines.replace', 'machines.remove']) {
        expect(seen).toContain(`store.${call}`);
      }
    },
  );
});

test('where GitLab is down the record and the runner stay, and the job is rescued when it is up again', async () => {
  const { t, machine, job } = await aLoss();
  const down = () => Promise.reject(new Error('GitLab is down'));
  const silent = new Proxy(t.world.gitlab, { get: () => down });
  for (let minute = 0; minute < 10; minute += 1) {
    await reconcile({ ...t.world, gitlab: silent }, settings);
    await t.clock.advance(60);
  }
  expect((await t.machines()).map(({ state }) => state)).toContain('Removing');
  expect(t.gitlab.runners.find(machine.runnerId)).toBeDefined();
  await settleDown(t);
  expect(t.gitlab.jobs.find(job.id)).toMatchObject({ status: 'canceled', retried: true });
  expect(await t.machines()).toHaveLength(1);
});

test.each<[string, 'findJob' | 'retryJob']>([
  ['for which GitLab does not answer', 'findJob'],
  ['that GitLab fails to retry', 'retryJob'],
])('a lost job %s holds up none of those beside it', async (_, failing) => {
  const jobs = Array.from({ length: 8 }, (__, index) => ({ name: `unit-${index}` }));
  const machine = { places: jobs.length };
  const t = new TestWorld(someSettings({ concurrent: jobs.length, runners: [aRunner({ machine })] }));
  const pushed = await t.push(jobs);
  const [bad, ...good] = pushed;
  await t.reconcile();
  const { machine: idle, token } = await t.register();
  for (const { id } of pushed) {
    t.gitlab.requestJob(token);
    await t.hear(id);
  }
  await t.reconcile();
  t.ec2.end(idle.instanceId);
  const { store, log, metrics, gitlab } = t.world;
  await recordNews({ machines: store.machines, log, metrics }, t.settings, {
    ...{ kind: 'End', instanceId: idle.instanceId, at: t.clock.now(), state: 'terminated' },
  });

  const call: (job: JobRef) => Promise<unknown> = gitlab[failing];
  const but = (job: JobRef) => (job.id === bad?.id ? Promise.reject(new Error('500')) : call(job));
  const failingWorld = { ...t.world, gitlab: { ...gitlab, [failing]: but } };
  for (let times = 0; times < 3; times += 1) await reconcile(failingWorld, t.settings);
  expect(t.metrics.of('JobsRetried')).toBe(good.length);
  expect(t.metrics.of('JobsNotRetried')).toBe(0);
  expect(good.map(({ id }) => retrialsOf(t, id).length)).toEqual(good.map(() => 1));
  expect(t.gitlab.runners.find(idle.runnerId)).toBeDefined();
  await settleDown(t);
  expect(retrialsOf(t, bad?.id ?? 0)).toHaveLength(1);
});

test('an hour of failures is the most that a machine is kept for its jobs', async () => {
  const { t, machine } = await aLoss();
  const refusing: GitLab = { ...t.world.gitlab, retryJob: () => Promise.reject(new Error('500')) };
  for (let minute = 0; minute < 62; minute += 1) {
    await reconcile({ ...t.world, gitlab: refusing }, settings);
    await t.clock.advance(60);
  }
  expect(t.errors.at(-1)).toBe('jobs of a machine were given up');
  expect((await t.machines()).map(({ instanceId }) => instanceId)).not.toContain(machine.instanceId);
});

test('what GitLab refuses to change is told, counted, and let go of', async () => {
  const { t, machine } = await aLoss();
  const refused = { kind: 'Refused', reason: '403 Forbidden' } as const;
  await reconcile({ ...t.world, gitlab: { ...t.world.gitlab, cancelJob: async () => refused } }, settings);
  expect(t.metrics.of('JobsNotRetried')).toBe(1);
  expect(t.gitlab.runners.find(machine.runnerId)).toBeUndefined();
});

test('a job that failed because its machine was being taken is retried, though it was heard of before the end', async () => {
  const t = new TestWorld(settings);
  const { machine, job } = await t.runJob();
  const { store, log, metrics } = t.world;
  const news = { kind: 'Interruption', instanceId: machine.instanceId, at: t.clock.now() } as const;
  await recordNews({ machines: store.machines, log, metrics }, settings, news);
  await t.clock.advance(30);
  t.gitlab.updateJob(job.id, job.token, { state: 'failed', failureReason: 'runner_system_failure' });
  await t.hear(job.id);
  await t.reconcile();
  await t.reconcile();
  expect(t.gitlab.jobs.find(job.id)).toMatchObject({ status: 'failed', retried: true });
  expect(retrialsOf(t, job.id)).toHaveLength(1);
  expect(t.gitlab.runners.all().map(({ id }) => id)).not.toContain(machine.runnerId);
});

test.each([
  ['a moment before its machine gave up is retried, though its end was dealt with', 2, true, 1],
  ['a moment before its machine gave up is retried, its end not dealt with yet', 2, false, 1],
  ['before three tries of its machine’s report, each of 15 seconds, is retried', 49, true, 1],
  ['well before its machine gave up is not', 120, true, 0],
])('a job that failed with Docker %s', async (_, seconds, isSettled, retrials) => {
  const t = new TestWorld(settings);
  const { machine, job } = await t.runJob();
  t.gitlab.updateJob(job.id, job.token, { state: 'failed', failureReason: 'runner_system_failure' });
  await t.hear(job.id);
  if (isSettled) await t.reconcile();
  await t.clock.advance(seconds);
  const { store, clock, log } = t.world;
  const reporting = { machines: store.machines, reports: store, clock, log };
  expect(await recordReport(reporting, machine.instanceId, 'Docker has failed')).toBe(true);
  await settleDown(t);
  expect(retrialsOf(t, job.id)).toHaveLength(retrials);
  expect((await t.machines()).map(({ instanceId }) => instanceId)).not.toContain(machine.instanceId);
});

test.each([
  ['gave up', false],
  ['gave up and ended', true],
])('a job of which no webhook told, and that failed as its machine %s, is retried', async (_, hasEnded) => {
  const t = new TestWorld(settings);
  await t.push([{ name: 'unit' }]);
  await t.reconcile();
  const { machine, token } = await t.register();
  const given = t.gitlab.requestJob(token);
  if (given.kind !== 'Given') throw new Error('the machine was given no job');
  const { id, token: jobToken } = given.job;
  t.gitlab.updateJob(id, jobToken, { state: 'failed', failureReason: 'runner_system_failure' });
  await t.clock.advance(2);
  const { store, clock, log, metrics } = t.world;
  const reporting = { machines: store.machines, reports: store, clock, log };
  await recordReport(reporting, machine.instanceId, 'Docker has failed');
  if (hasEnded) {
    t.ec2.end(machine.instanceId);
    await recordNews({ machines: store.machines, log, metrics }, settings, {
      ...{ kind: 'End', instanceId: machine.instanceId, at: clock.now(), state: 'terminated' },
    });
  }
  await t.reconcile();
  await t.reconcile();
  expect(t.gitlab.jobs.find(id)).toMatchObject({ status: 'failed', retried: true });
  expect(retrialsOf(t, id)).toHaveLength(1);
});

describe('a machine that has run its MaxBuilds, and whose last job failed as lost ones do', () => {
  const once = someSettings({ runners: [aRunner({ limit: 5, machine: { maxBuilds: 1 } })] });

  async function aFailure() {
    const t = new TestWorld(once);
    const { machine, job } = await t.runJob();
    t.gitlab.updateJob(job.id, job.token, { state: 'failed', failureReason: 'runner_interrupted' });
    await t.hear(job.id);
    await t.reconcile();
    const { store, clock, log } = t.world;
    const reporting = { machines: store.machines, reports: store, clock, log };
    const isUp = () => t.ec2.instances().some((one) => one.state === 'running' || one.state === 'pending');
    return { t, job, isUp, report: () => recordReport(reporting, machine.instanceId, 'Docker has failed') };
  }

  test('is there for its word, by which the job is retried', async () => {
    const { t, job, isUp, report } = await aFailure();
    expect(isUp()).toBe(true);
    await t.clock.advance(4);
    expect(await report()).toBe(true);
    await t.reconcile();
    expect([isUp(), await t.machines()]).toEqual([false, []]);
    expect(retrialsOf(t, job.id)).toHaveLength(1);
  });

  test('leaves without one after a minute', async () => {
    const { t, job, isUp } = await aFailure();
    await t.clock.advance(60);
    await t.reconcile();
    expect([isUp(), await t.machines()]).toEqual([false, []]);
    expect(retrialsOf(t, job.id)).toHaveLength(0);
  });
});

test('a runner is paused once, at whatever reconcile GitLab lets it', async () => {
  const t = new TestWorld(settings);
  const { machine } = await t.runJob();
  const { store, log, metrics, gitlab } = t.world;
  const news = { kind: 'Interruption', instanceId: machine.instanceId, at: t.clock.now() } as const;
  await recordNews({ machines: store.machines, log, metrics }, settings, news);
  const down = () => Promise.reject(new Error('GitLab is down'));
  await reconcile({ ...t.world, gitlab: { ...gitlab, pauseRunner: down } }, settings);
  let pauses = 0;
  const counting: GitLab = {
    ...gitlab,
    pauseRunner: (id) => {
      pauses += 1;
      return gitlab.pauseRunner(id);
    },
  };
  for (let tick = 0; tick < 3; tick += 1) await reconcile({ ...t.world, gitlab: counting }, settings);
  expect(pauses).toBe(1);
  expect(t.gitlab.runners.find(machine.runnerId)?.paused).toBe(true);
});

describe('what is done about a lost job', () => {
  const lost: LostJob = lostJob({ id: 7, projectId: 380, tags: [] });
  const ours: LostJob = { ...lost, isCancelAsked: true };
  const said = (gitlabStatus: string, failureReason?: string, at = NOW): GitLabJob => ({
    ...{ id: 7, projectId: 380, name: 'unit', status: 'finished', tags: [], gitlabStatus, at },
    ...(failureReason !== undefined && { failureReason }),
  });

  test.each<[string, LostJob, GitLabJob | undefined, LostVerdict]>([
    ['it runs', lost, said('running'), 'Cancel'],
    ['it runs, and we were about to cancel it', ours, said('running'), 'Cancel'],
    ['we have canceled it', ours, said('canceled'), 'Retry'],
    ['its user has', lost, said('canceled'), 'Over'],
    ['we cancel it, and GitLab waits', ours, said('canceling'), 'Cancel'],
    ['its user does, and GitLab waits', lost, said('canceling'), 'Close'],
    ['it has succeeded', lost, said('success'), 'Over'],
    ['its script has failed', lost, said('failed', 'script_failure'), 'Over'],
    ['it failed with its machine', lost, said('failed', 'runner_system_failure'), 'Retry'],
    ['it failed before', lost, said('failed', 'runner_system_failure', NOW - 1), 'Over'],
    ['GitLab has given it up', lost, said('failed', 'stuck_or_timeout_failure'), 'Retry'],
    ['it waits', lost, said('pending'), 'Over'],
    ['GitLab does not know it', lost, undefined, 'Over'],
    [
      'its machine was given it and never began',
      lost,
      { ...said('pending'), status: 'pending', handedTo: 1 },
      'Await',
    ],
  ])('where %s', (_, job, answer, verdict) => {
    expect(verdictOn(job, answer, NOW)).toBe(verdict);
  });

  test.each([
    ['failed', 'runner_system_failure', true],
    ['failed', 'runner_interrupted', true],
    ['failed', 'no_updates_running', true],
    ['failed', 'server_timeout_running', true],
    ['failed', 'runner_provisioning_timeout', false],
    ['failed', 'script_failure', false],
    ['failed', undefined, false],
    ['success', 'runner_system_failure', false],
  ])('%s with %s', (gitlabStatus, failureReason, expected) => {
    const job = { gitlabStatus, ...(failureReason !== undefined && { failureReason }) };
    expect(hasFailedByLoss(job)).toBe(expected);
  });
});

describe('a lost job is not retried', () => {
  const job = { id: 7, projectId: 380, tags: ['linux', 'deploy'], retries: 1, environment: 'review/42' };

  test.each([
    ['by the defaults it is', {}, undefined],
    ['where nothing is', { retry: false }, 'retry_interrupted is false'],
    ['when it has been too often', { retryLimit: 1 }, 'retry_limit 1 is reached'],
    ['with such a tag', { exceptTags: ['deploy'] }, 'its tag deploy is among retry_except_tags'],
    [
      'with such an environment',
      { exceptEnvironments: ['production', 'review/*'] },
      'its environment review/42 is among retry_except_environments',
    ],
    ['with another environment it is', { exceptEnvironments: ['review', 'review/4', 'x*'] }, undefined],
    ['with any environment', { exceptEnvironments: ['*'] }, expect.stringContaining('review/42')],
  ])('%s', (_, more, reason) => {
    expect(whyNotRetried(job, anInterruptionSection(more))).toEqual(reason);
  });

  test('one without an environment is, whatever environments are excepted', () => {
    const { environment: _, ...other } = job;
    expect(whyNotRetried(other, anInterruptionSection({ exceptEnvironments: ['*'] }))).toBeUndefined();
  });
});
