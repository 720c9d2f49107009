import { statusReport } from '../../../../lib/cli/status/status.ts';
import type { RunnerSettings } from '../../../../lib/config/settings.ts';
import { Budget } from '../../../../lib/scaler/calls/budget.ts';
import { askAfterIgnored } from '../../../../lib/scaler/jobs/ask-after-ignored.ts';
import type { Instance } from '../../../../lib/scaler/state/machines/instance.ts';
import { GUEST } from '../../../../lib/simulation/gitlab/access.ts';
import { TODAYS_RUNNER } from '../../../../lib/simulation/gitlab/model.ts';
import { openMemoryStore } from '../../../../lib/simulation/memory/store.ts';
import { createWorld, type SimulatedWorld } from '../../../../lib/simulation/world/world.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, times } from '../../../builders/state.ts';
import { TestWorld } from '../a-world.ts';

const MINUTE = 60;
const HOUR = 3600;
/** Of the world's own group 12. */
const PROJECT = 380;

const idle = anIdle(0, 60);
const ofGroup = (id: number, name: string): RunnerSettings =>
  aRunner({ name, scope: { kind: 'Group', id }, machine: { idle } });

/** GitLab gives it jobs of protected branches alone, which nobody but GitLab knows them by. */
const aProtected = (name: string): RunnerSettings =>
  aRunner({ name, inGitLab: { isProtected: true, isLocked: true }, machine: { idle } });

/** A quiet world in which jobs are pushed at once, and what became of them and of its machines. */
function aWorld(...runners: readonly RunnerSettings[]) {
  const settings = someSettings({ runners });
  const all: Instance[] = [];
  const onInstance = (instance: Instance) => void (instance.state === 'pending' && all.push(instance));
  const world = createWorld({ settings, seed: 1, start: NOW, observer: { onInstance } });
  keepWaiting(world);
  world.push(
    NOW,
    PROJECT,
    times(5, (number) => ({ name: `job ${number}`, duration: 30 })),
  );
  const store = openMemoryStore({ table: world.table, writer: 'operator' });
  return { settings, world, store, all, launched: () => new Set(all.map((one) => one.runner)) };
}

/** A runner of people that is busy: without one that is online and may run a job GitLab fails it after an hour. */
function keepWaiting({ gitlab: { runners } }: SimulatedWorld): void {
  const created = runners.create({ type: 'instance_type', description: 'a busy runner of people' });
  if (created.kind === 'Created') runners.attend(created.runner.id);
}

/** Machine-seconds in so many seconds. */
async function machineSeconds({ world }: ReturnType<typeof aWorld>, seconds: number): Promise<number> {
  let sum = 0;
  for (let passed = 0; passed < seconds; passed += 10) {
    await world.clock.advance(10);
    sum += 10 * world.ec2.instances().filter(({ state }) => state !== 'terminated').length;
  }
  return sum;
}

test('jobs that GitLab gives to no machine of ours hold none, and people are told', async () => {
  const t = aWorld(aProtected('other'));
  const used = await machineSeconds(t, 23 * HOUR);
  expect(used).toBeGreaterThan(5 * 180);
  expect(used / HOUR).toBeLessThan(3);
  const { jobs } = statusReport(await t.store.readActive(), t.settings, t.world.clock.now());
  expect(jobs).toHaveLength(5);
  for (const { waitsFor } of jobs)
    expect(waitsFor).toMatch(/^GitLab did not give it to a ready machine .* no machine of other is started/);
});

test('jobs that wait for the next trial each at its own time share one an hour, or two', async () => {
  const t = aWorld(aProtected('other'));
  for (let minutes = 5; minutes < 60; minutes += 5)
    t.world.push(NOW + minutes * MINUTE, PROJECT, [{ name: 'late', duration: 30 }]);
  await t.world.clock.advance(HOUR + 10 * MINUTE);
  const before = t.all.length;
  await t.world.clock.advance(2 * HOUR);
  expect(t.all.length - before).toBeLessThanOrEqual(4);
  expect(t.all.length).toBeGreaterThan(before);
});

describe('that GitLab does not give a job to one machine is enough to know for', () => {
  const plain = aRunner({ name: 'plain', machine: { idle } });

  test('every runner that would not be given it either', async () => {
    const t = aWorld(aProtected('one'), { ...aProtected('two'), tags: ['linux'] }, plain);
    await t.world.clock.advance(15 * MINUTE);
    expect(t.launched()).toEqual(new Set(['one', 'plain']));
    expect(t.world.gitlab.jobs.all().map(({ status }) => status)).toEqual(times(5, () => 'success'));
  });

  test('the later jobs of its pipeline', async () => {
    const t = aWorld(aProtected('one'), plain);
    const jobsOf = (stage: string, count: number) =>
      times(count, (number) => ({ name: `${stage} ${number}`, stage, duration: 30 }));
    const stages = [...jobsOf('build', 2), ...jobsOf('test', 6)];
    t.world.push(NOW + HOUR, PROJECT, stages);
    await t.world.clock.advance(HOUR - 1);
    const before = t.all.length;
    await t.world.clock.advance(HOUR / 2);
    expect(t.all.slice(before).filter(({ runner }) => runner === 'one')).toHaveLength(2);
    expect(t.world.gitlab.jobs.all().map(({ status }) => status)).toEqual(times(13, () => 'success'));
  });
});

test('jobs of a project outside a runner’s group want no machine of it, and people are told', async () => {
  const t = aWorld(ofGroup(8, 'other'));
  expect(await machineSeconds(t, HOUR)).toBe(0);
  const { jobs } = statusReport(await t.store.readActive(), t.settings, t.world.clock.now());
  for (const { waitsFor } of jobs) expect(waitsFor).toBe('no runner of its project runs untagged jobs');
  expect(jobs).toHaveLength(5);
});

test('those of a project in it do, and so do all while GitLab does not show us the group', async () => {
  const inside = aWorld(ofGroup(12, 'ours'));
  const hidden = aWorld(ofGroup(999, 'ours'));
  hidden.world.gitlab.projects.hasGroup = () => false;
  for (const t of [inside, hidden]) {
    await t.world.clock.advance(60);
    expect(t.launched()).toEqual(new Set(['ours']));
  }
});

describe.each([0, -600, 600])('where GitLab’s clock is %i s off', (skew) => {
  /** A machine that waits for a job, which GitLab gives to no machine of its runner. */
  async function aMachineAndAJob() {
    const settings = someSettings({ runners: [aProtected('one')] });
    const t = new TestWorld(settings);
    t.gitlab.skew = skew;
    await t.push([{ name: 'unit' }]);
    await t.reconcile();
    const { token } = await t.register();
    const asked = async () =>
      askAfterIgnored(t.world, settings, await t.world.store.readActive(), new Budget(t.clock, 20));
    return { t, asksForAJob: () => t.gitlab.requestJob(token), asked };
  }

  test('a machine that asks for jobs stays, and the job is passed over', async () => {
    const { t, asksForAJob, asked } = await aMachineAndAJob();
    await t.clock.advance(200);
    asksForAJob();
    const { machines, jobs } = await asked();
    expect(machines).toEqual([expect.not.objectContaining({ fate: expect.anything() })]);
    expect([...jobs]).toEqual([expect.objectContaining({ passedOver: expect.anything() })]);
  });

  test('one that has been silent for long leaves, and the job is passed over by nobody', async () => {
    const { t, asksForAJob, asked } = await aMachineAndAJob();
    asksForAJob();
    await t.clock.advance(200);
    const { machines, jobs } = await asked();
    const reason = 'it has not asked GitLab for a job for 3 min 20 s';
    expect(machines).toMatchObject([{ fate: { kind: 'Doomed', at: NOW + 200, cause: 'Itself', reason } }]);
    expect([...jobs]).toEqual([expect.not.objectContaining({ passedOver: expect.anything() })]);
  });

  test('a machine whose poll GitLab holds for a minute is not silent', async () => {
    const { t, asksForAJob, asked } = await aMachineAndAJob();
    await t.clock.advance(200);
    asksForAJob();
    await t.clock.advance(60);
    const { machines } = await asked();
    expect(machines).toEqual([expect.not.objectContaining({ fate: expect.anything() })]);
  });

  test('one whose runner somebody deleted leaves, and the job is passed over by nobody', async () => {
    const { t, asked } = await aMachineAndAJob();
    await t.clock.advance(200);
    for (const { id } of t.gitlab.runners.all()) t.gitlab.runners.delete(id);
    const { machines, jobs } = await asked();
    expect(machines).toMatchObject([{ fate: { kind: 'Doomed', cause: 'People' } }]);
    expect([...jobs]).toEqual([expect.not.objectContaining({ passedOver: expect.anything() })]);
  });

  test('nor is it where a runner of people has it just now, and has not begun it', async () => {
    const { t, asksForAJob, asked } = await aMachineAndAJob();
    await t.clock.advance(200);
    asksForAJob();
    const people = t.gitlab.runners.create({ type: 'instance_type', description: 'of people' });
    if (people.kind === 'Created') t.gitlab.requestJob(people.runner.token, { features: TODAYS_RUNNER });
    expect([...(await asked()).jobs]).toEqual([
      expect.not.objectContaining({ passedOver: expect.anything() }),
    ]);
  });

  test('one that has just ended a job, of which no webhook told, is not taken to have nothing to do', async () => {
    const t = new TestWorld(someSettings({ runners: [aRunner({ limit: 1 })] }));
    t.gitlab.skew = skew;
    await t.push([{ name: 'first' }, { name: 'second' }]);
    await t.reconcile();
    const { token } = await t.register();
    await t.clock.advance(200);
    const given = t.gitlab.requestJob(token);
    if (given.kind === 'Given') t.gitlab.updateJob(given.job.id, given.job.token, { state: 'success' });
    await t.reconcile();
    const { jobs } = await t.world.store.readActive();
    expect([...jobs].filter(({ passedOver }) => passedOver !== undefined)).toEqual([]);
  });
});

describe('a job is not passed over where the machine that it waits for', () => {
  /** A machine that is Idle on record for minutes, and two jobs that wait for it. */
  async function aMachineAndJobs() {
    const t = new TestWorld(someSettings({ runners: [aRunner({ limit: 1 })] }));
    await t.push([{ name: 'first' }, { name: 'second' }]);
    await t.reconcile();
    const { token } = await t.register();
    await t.clock.advance(200);
    const given = t.gitlab.requestJob(token);
    if (given.kind !== 'Given') throw new Error('the machine was given no job');
    const passedOver = async () =>
      [...(await t.world.store.readActive()).jobs].filter((job) => job.passedOver !== undefined);
    return { t, job: given.job, passedOver };
  }

  test('has just ended one, which is on record alone', async () => {
    const { t, job, passedOver } = await aMachineAndJobs();
    t.gitlab.access = { ...t.gitlab.access, levelIn: new Map([[job.projectId, GUEST]]) };
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    await t.hear(job.id);
    const state = await t.world.store.readActive();
    await askAfterIgnored(t.world, t.settings, state, new Budget(t.clock, 20));
    expect(await passedOver()).toEqual([]);
  });

  test('runs one that our token may not see, and asks for no other: nor does the machine leave', async () => {
    const { t, job, passedOver } = await aMachineAndJobs();
    t.gitlab.access = { ...t.gitlab.access, levelIn: new Map([[job.projectId, GUEST]]) };
    await t.clock.advance(200);
    const state = await t.world.store.readActive();
    const { machines } = await askAfterIgnored(t.world, t.settings, state, new Budget(t.clock, 20));
    expect(machines).toEqual([expect.not.objectContaining({ fate: expect.anything() })]);
    expect(await passedOver()).toEqual([]);
  });

  test('has been ready for some seconds, though the job waits for long', async () => {
    const t = new TestWorld(someSettings({ runners: [aProtected('one')] }));
    await t.push([{ name: 'unit' }]);
    await t.reconcile();
    await t.clock.advance(300);
    const { token } = await t.register();
    t.gitlab.requestJob(token);
    await t.clock.advance(10);
    await t.reconcile();
    const { jobs } = await t.world.store.readActive();
    expect([...jobs].map(({ passedOver }) => passedOver)).toEqual([undefined]);
  });

  test('runs another of which no webhook told', async () => {
    const { t, job, passedOver } = await aMachineAndJobs();
    await t.reconcile();
    expect(await passedOver()).toEqual([]);
    await t.reconcile();
    expect(await t.machines()).toEqual([expect.objectContaining({ state: 'Used', jobIds: [job.id] })]);
  });

  test('has just ended one that is on no record', async () => {
    const { t, job, passedOver } = await aMachineAndJobs();
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    const state = await t.world.store.readActive();
    const jobs = [...state.jobs].filter(({ id }) => id !== job.id);
    for (const one of state.jobs) if (one.id === job.id) await t.world.store.removeJob(one);
    await askAfterIgnored(t.world, t.settings, { ...state, jobs }, new Budget(t.clock, 20));
    expect(await passedOver()).toEqual([]);
  });

  test('has just ended one', async () => {
    const { t, job, passedOver } = await aMachineAndJobs();
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    await t.reconcile();
    expect(await passedOver()).toEqual([]);
  });

  test('runs one that our token may not see', async () => {
    const { t, job, passedOver } = await aMachineAndJobs();
    t.gitlab.access = { ...t.gitlab.access, levelIn: new Map([[job.projectId, GUEST]]) };
    await t.reconcile();
    expect(await passedOver()).toEqual([]);
  });

  test('runs one of a project that our token may not see at all', async () => {
    const HIDDEN = PROJECT + 1;
    const t = new TestWorld(
      someSettings({ runners: [aRunner({ limit: 1, machine: { idle: anIdle(0, HOUR) } })] }),
    );
    t.gitlab.projects.add({ id: HIDDEN, path: 'acme/hidden', groupId: 1 });
    await t.push([{ name: 'seen' }]);
    await t.reconcile();
    const { token } = await t.register();
    await t.clock.advance(200);
    t.gitlab.pipelines.cancel(1);
    await t.hear(1);
    await t.reconcile();
    await t.clock.advance(200);
    t.gitlab.pipelines.push(HIDDEN, [{ name: 'hidden' }]);
    expect(t.gitlab.requestJob(token).kind).toBe('Given');
    await t.push([{ name: 'waits' }]);
    t.gitlab.access = { ...t.gitlab.access, levelIn: new Map([[HIDDEN, 0]]) };
    await t.reconcile();
    await t.clock.advance(200);
    await t.reconcile();
    const { jobs } = await t.world.store.readActive();
    expect([...jobs].map(({ name, passedOver }) => [name, passedOver])).toEqual([['waits', undefined]]);
  });

  test('has just ended one that GitLab does not list to our token as its runner’s', async () => {
    const { t, job, passedOver } = await aMachineAndJobs();
    t.gitlab.access = { ...t.gitlab.access, levelIn: new Map([[job.projectId, GUEST]]) };
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    await t.reconcile();
    expect(await passedOver()).toEqual([]);
  });
});

test('a job is not passed over that has ended, of which no webhook told', async () => {
  const t = new TestWorld(someSettings({ runners: [aRunner({ limit: 1 })] }));
  await t.push(times(8, (number) => ({ name: `job ${number}` })));
  await t.reconcile();
  const { token } = await t.register();
  for (let given = t.gitlab.requestJob(token); given.kind === 'Given'; given = t.gitlab.requestJob(token)) {
    t.gitlab.updateJob(given.job.id, given.job.token, { state: 'success' });
  }
  await t.clock.advance(200);
  t.gitlab.requestJob(token);

  await t.reconcile();
  const { jobs } = await t.world.store.readActive();
  expect([...jobs].filter(({ passedOver }) => passedOver !== undefined)).toEqual([]);

  await t.reconcile();
  expect([...(await t.world.store.readActive()).jobs]).toEqual([]);
  const ended = await t.world.store.endedJobs(times(8, (id) => id));
  expect(ended.filter(({ machine }) => machine !== undefined)).toHaveLength(8);
});

test('GitLab that does not answer holds it up no longer than it may take', async () => {
  let now = NOW + HOUR;
  let asked = 0;
  const unanswered = async () => {
    asked += 1;
    now += 10;
    throw new Error('GitLab did not answer');
  };
  const runners = times(12, (number) => aRunner({ name: `runner-${number}`, tags: [`size-${number}`] }));
  const clock = { now: () => now };
  const state = aState({
    machines: runners.map(({ name }, index) => aMachine('Idle', index, { runner: name })),
    jobs: runners.map(({ tags }, index) => aJob('pending', index + 1, { tags })),
  });
  const t = new TestWorld(someSettings({ runners }));
  const gitlab = { ...t.world.gitlab, lastContact: unanswered, jobsOf: unanswered };

  const after = await askAfterIgnored(
    { ...t.world, gitlab, clock },
    someSettings({ runners }),
    state,
    new Budget(clock, 20),
  );
  expect(asked).toBe(2);
  expect(after).toBe(state);
});

test('the next runner that matches is tried, and runs them', async () => {
  const t = aWorld(aProtected('other'), ofGroup(12, 'ours'));
  await t.world.clock.advance(HOUR);
  expect(t.launched()).toEqual(new Set(['other', 'ours']));
  expect(t.world.gitlab.jobs.all().map(({ status }) => status)).toEqual(Array(5).fill('success'));
});

test('what is changed in the runner’s settings is tried at once', async () => {
  const { passingOver, passedOverUntil } = await import('../../../../lib/scaler/state/jobs/passed-over.ts');
  const runner = ofGroup(8, 'other');
  const passedOver = passingOver([], runner, NOW);
  expect(passedOverUntil(passedOver, runner, NOW + HOUR - 1)).toBe(NOW + HOUR);
  expect(passedOverUntil(passedOver, runner, NOW + HOUR)).toBeUndefined();
  expect(passedOverUntil(passedOver, ofGroup(12, 'other'), NOW)).toBeUndefined();
  const again = passingOver(passedOver, runner, NOW + HOUR);
  expect(again).toEqual([expect.objectContaining({ times: 2, againAt: NOW + 3 * HOUR })]);
});

test('a job that is passed over once more before it was to be tried again is put off, and no longer than before', async () => {
  const { passingOver } = await import('../../../../lib/scaler/state/jobs/passed-over.ts');
  const runner = aRunner();
  const again = passingOver(passingOver([], runner, NOW), runner, NOW + HOUR - 1);
  expect(again).toEqual([expect.objectContaining({ times: 1, againAt: NOW + 2 * HOUR - 1 })]);
});

test.each([
  [1799, ['soon']],
  [1800, []],
])('one that is tried again in %i s was ignored too: %j', async (seconds, names) => {
  const { ignoredJobs } = await import('../../../../lib/scaler/plan/demand/ignored-jobs.ts');
  const { passingOver } = await import('../../../../lib/scaler/state/jobs/passed-over.ts');
  const runner = aRunner();
  const [passed] = passingOver([], runner, NOW);
  const passedOver = passed === undefined ? [] : [{ ...passed, againAt: NOW + HOUR + seconds }];
  const jobs = [aJob('pending', 1), { ...aJob('pending', 2, { name: 'soon' }), passedOver }];
  const state = aState({ machines: [aMachine('Idle', 1)], jobs });
  const ignored = ignoredJobs(state, someSettings({ runners: [runner] }), NOW + HOUR);
  expect(ignored.flatMap(({ soon }) => soon.map(({ name }) => name))).toEqual(names);
});

describe('a machine leaves, and its job has another, whose runner', () => {
  type Runners = ReturnType<typeof aWorld>['world']['gitlab']['runners'];

  test.each<[string, (runners: Runners, id: number) => unknown]>([
    ['somebody deleted', (runners, id) => runners.delete(id)],
    ['somebody paused', (runners, id) => runners.setPaused(id, true)],
  ])('%s', async (_, change) => {
    const t = aWorld(aRunner({ name: 'one', limit: 1, machine: { idle: anIdle(1, 60) } }));
    await t.world.clock.advance(HOUR);
    const [machine] = (await t.store.readActive()).machines;
    change(t.world.gitlab.runners, machine?.runnerId ?? 0);
    t.world.push(t.world.clock.now(), PROJECT, [{ name: 'later', duration: 30 }]);
    await t.world.clock.advance(900);
    const { machines } = await t.store.readActive();
    expect(machines).toEqual([expect.not.objectContaining({ instanceId: machine?.instanceId })]);
    expect(t.world.gitlab.jobs.all().map(({ status }) => status)).toEqual(Array(6).fill('success'));
  });
});
