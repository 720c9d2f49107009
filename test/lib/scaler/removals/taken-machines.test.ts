import { FULL_ACCESS, GUEST } from '../../../../lib/simulation/gitlab/access.ts';
import { TODAYS_RUNNER } from '../../../../lib/simulation/gitlab/model.ts';
import { startWorkers } from '../../../../lib/simulation/gitlab/workers.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { PROJECT, TestWorld } from '../a-world.ts';

const IDLE_TIME = 120;
const settings = someSettings({ runners: [aRunner({ machine: { idle: anIdle(0, IDLE_TIME) } })] });

/** A machine that has been idle for too long, when a job comes. */
async function anIdleMachine() {
  const t = new TestWorld(settings);
  startWorkers(t.gitlab, t.clock);
  const [first] = await t.push([{ name: 'first' }]);
  await t.reconcile();
  const { token } = await t.register();
  t.gitlab.pipelines.cancel(first?.id ?? 0);
  await t.hear(first?.id ?? 0);
  await t.reconcile();
  await t.clock.advance(IDLE_TIME + 1);
  const [job] = t.gitlab.pipelines.push(PROJECT, [{ name: 'late' }]);
  return { t, job, ask: () => t.gitlab.requestJob(token, { features: TODAYS_RUNNER }) };
}

/** It was given the job just now; by all that is on record it is idle. */
async function aTakenMachine() {
  const { t, job, ask } = await anIdleMachine();
  const given = ask();
  if (given.kind !== 'Given' || job === undefined) throw new Error('the machine was given no job');
  return {
    t,
    job,
    report: (state: 'running' | 'success') => t.gitlab.updateJob(given.job.id, given.job.token, { state }),
    isUp: () => t.ec2.instances().some(({ state }) => state !== 'terminated'),
  };
}

test('one that has not begun its job is neither ended nor counted, until it begins', async () => {
  const { t, job, report, isUp } = await aTakenMachine();
  await t.reconcile();
  await t.reconcile();
  expect(await t.machines()).toEqual([expect.objectContaining({ state: 'Removing', builds: 0 })]);
  expect(isUp()).toBe(true);
  report('running');
  await t.reconcile();
  expect(await t.machines()).toEqual([
    expect.objectContaining({ state: 'Used', jobIds: [job.id], builds: 1 }),
  ]);
});

test('one that is given its job in the moment before it is paused stays', async () => {
  const { t, ask } = await anIdleMachine();
  const pauseRunner = t.world.gitlab.pauseRunner.bind(t.world.gitlab);
  let given: string | undefined;
  Object.assign(t.world.gitlab, {
    pauseRunner: (runnerId: number) => {
      given ??= ask().kind;
      return pauseRunner(runnerId);
    },
  });
  await t.reconcile();
  expect(given).toBe('Given');
  expect(await t.machines()).toEqual([expect.objectContaining({ state: 'Removing' })]);
  expect(t.ec2.instances().map(({ state }) => state)).not.toContain('terminated');
});

test('one that never begins it leaves when GitLab has taken the job back', async () => {
  const { t, isUp } = await aTakenMachine();
  await t.reconcile();
  await t.clock.advance(121);
  await t.reconcile();
  expect([isUp(), await t.machines(), t.gitlab.runners.all()]).toEqual([false, [], []]);
});

test('one whose job is canceling still runs it', async () => {
  const { t, job, report, isUp } = await aTakenMachine();
  report('running');
  t.gitlab.pipelines.cancel(job.id);
  await t.reconcile();
  expect(await t.machines()).toEqual([expect.objectContaining({ state: 'Used', jobIds: [job.id] })]);
  expect(isUp()).toBe(true);
});

test('one whose job our token may not see leaves when that has ended', async () => {
  const { t, report, isUp } = await aTakenMachine();
  report('running');
  t.gitlab.access = { ...FULL_ACCESS, levelIn: new Map([[PROJECT, 0]]) };
  await t.reconcile();
  await t.reconcile();
  expect([isUp(), (await t.machines()).map(({ state }) => state)]).toEqual([true, ['Removing']]);
  report('success');
  await t.reconcile();
  expect([isUp(), await t.machines()]).toEqual([false, []]);
});

test.each(['as given to it', 'as waiting still'])(
  'one that was given a job of a project whose jobs it may not list stays, be that on record %s',
  async (known) => {
    const { t, job, report, isUp } = await aTakenMachine();
    t.gitlab.access = { ...FULL_ACCESS, levelIn: new Map([[PROJECT, GUEST]]) };
    await t.hear(job.id);
    await t.world.store.startDrain({ since: t.clock.now(), reason: '' });
    if (known === 'as waiting still') {
      const [record] = (await t.world.store.readActive()).jobs;
      if (record === undefined) throw new Error('the job is not on record');
      const { handedTo: _, ...waiting } = record;
      const now = t.clock.now();
      const lookup = { kind: 'Confirmed', since: now, askedAt: now, tags: [], counted: false } as const;
      await t.world.store.replaceJob({ ...waiting, lookup });
    }
    await t.reconcile();
    expect(isUp()).toBe(true);
    report('running');
    report('success');
    await t.hear(job.id);
    await t.reconcile();
    expect(isUp()).toBe(false);
  },
);

test('nor is such a job overlooked among many that GitLab gives to no machine of its runner', async () => {
  const { t, job, isUp } = await aTakenMachine();
  t.gitlab.access = { ...FULL_ACCESS, levelIn: new Map([[PROJECT, GUEST]]) };
  await t.hear(job.id);
  await t.world.store.startDrain({ since: t.clock.now(), reason: '' });
  const passedOver = [{ runner: 'one', offer: '', times: 1, againAt: t.clock.now() + 3600 }];
  const now = t.clock.now();
  const lookup = { kind: 'Confirmed', since: now, askedAt: now, tags: [], counted: false } as const;
  const [record] = (await t.world.store.readActive()).jobs;
  if (record === undefined) throw new Error('the job is not on record');
  const { handedTo: _, ...waiting } = record;
  await t.world.store.replaceJob({ ...waiting, lookup });
  for (let id = -30; id < 0; id += 1) {
    const { revision: __, ...event } = { ...waiting, id };
    await t.world.store.record(event);
    await t.world.store.replaceJob({ ...waiting, id, lookup, passedOver, revision: 1 });
  }
  await t.reconcile();
  expect(isUp()).toBe(true);
});

describe('while GitLab answers 500 for the project of a job that waits', () => {
  const OTHER = PROJECT + 1;

  async function aMachineBesideATroubledProject() {
    const taken = await aTakenMachine();
    const { t, job } = taken;
    t.gitlab.projects.add({ id: OTHER, path: 'acme/troubled', groupId: 1 });
    const [waiting] = t.gitlab.pipelines.push(OTHER, [{ name: 'another' }]);
    const said = await t.world.gitlab.findJob({ id: waiting?.id ?? 0, projectId: OTHER });
    if (said === undefined) throw new Error('the job is not found');
    await t.world.store.record({ ...said, at: t.clock.now() });
    await t.world.store.startDrain({ since: t.clock.now(), reason: '' });
    return { ...taken, endJob: () => void t.gitlab.pipelines.cancel(job.id) };
  }

  test('a machine stays no longer than GitLab leaves a job to one that does not begin it', async () => {
    const { t, isUp, endJob } = await aMachineBesideATroubledProject();
    await t.reconcile();
    endJob();
    t.gitlab.projects.change(OTHER, { isBroken: true });
    await t.reconcile();
    await t.clock.advance(149);
    await t.reconcile();
    expect(isUp()).toBe(true);
    await t.clock.advance(2);
    await t.reconcile();
    expect([isUp(), await t.machines()]).toEqual([false, []]);
  });

  test('but for one that runs a job after all', async () => {
    const { t, job, report, isUp } = await aMachineBesideATroubledProject();
    t.gitlab.projects.change(OTHER, { isBroken: true });
    await t.reconcile();
    report('running');
    await t.clock.advance(200);
    await t.reconcile();
    expect([isUp(), await t.machines()]).toMatchObject([true, [{ state: 'Used', jobIds: [job.id] }]]);
  });
});

test('one that EC2 takes keeps its runner until GitLab has given its job out anew', async () => {
  const { t, job } = await aTakenMachine();
  const [machine] = await t.machines();
  if (machine === undefined) throw new Error('there is no machine');
  t.ec2.end(machine.instanceId);
  const fate = { kind: 'Gone', at: t.clock.now(), reason: 'its instance is terminated' } as const;
  await t.world.store.machines.replace({ ...machine, fate });
  await t.reconcile();
  expect([t.gitlab.runners.all().length, t.gitlab.jobs.find(job.id)?.status]).toEqual([1, 'pending']);
  await t.clock.advance(121);
  await t.reconcile();
  expect(t.gitlab.runners.all()).toEqual([]);
  expect(t.gitlab.jobs.all().map(({ status }) => status)).toEqual(['canceled', 'failed', 'pending']);
});

test('a job that was given to a runner wants no machine, and is looked at again soon', async () => {
  const t = new TestWorld(settings);
  startWorkers(t.gitlab, t.clock);
  const { token } = await t.world.gitlab.createRunner(aRunner(), 'of somebody else');
  const [job] = await t.push([{ name: 'unit' }]);
  t.gitlab.requestJob(token, { features: TODAYS_RUNNER });
  await t.reconcile();
  expect(await t.machines()).toEqual([]);
  await t.clock.advance(121);
  await t.reconcile();
  expect([...(await t.world.store.readActive()).jobs]).toEqual([]);
  expect(t.gitlab.jobs.find(job?.id ?? 0)?.status).toBe('failed');
});

test('one whose runner somebody deletes before it begins the job waits again', async () => {
  const t = new TestWorld(settings);
  const { id, token } = await t.world.gitlab.createRunner(aRunner(), 'of somebody else');
  await t.push([{ name: 'unit' }]);
  t.gitlab.requestJob(token, { features: TODAYS_RUNNER });
  await t.reconcile();
  expect(await t.machines()).toEqual([]);
  t.gitlab.runners.delete(id);
  await t.clock.advance(31);
  await t.reconcile();
  expect(await t.machines()).toHaveLength(1);
});

test('a job has waited since it could run, and not since its pipeline was created', async () => {
  const t = new TestWorld(settings);
  const stages = [
    { name: 'build', stage: 'build' },
    { name: 'unit', stage: 'test' },
  ];
  const [build, unit] = t.gitlab.pipelines.push(PROJECT, stages);
  await t.clock.advance(600);
  if (build !== undefined) t.gitlab.pipelines.end(build, { status: 'success' });
  const since = t.clock.now();
  await t.clock.advance(30);
  await t.hear(unit?.id ?? 0);
  await t.reconcile();
  expect([...(await t.world.store.readActive()).jobs]).toEqual([
    expect.objectContaining({ id: unit?.id, at: since }),
  ]);
});
