import type { Settings } from '../../../lib/config/settings.ts';
import type { Ec2, Launched } from '../../../lib/scaler/ports/ec2.ts';
import type { GitLab } from '../../../lib/scaler/ports/gitlab.ts';
import type { World } from '../../../lib/scaler/ports/world.ts';
import { reconcile } from '../../../lib/scaler/reconcile.ts';
import type { Launch } from '../../../lib/scaler/state/launches/launch.ts';
import type { Machine } from '../../../lib/scaler/state/machines/machine.ts';
import { VirtualClock } from '../../../lib/simulation/clock/virtual-clock.ts';
import { SimulatedEc2 } from '../../../lib/simulation/ec2/ec2.ts';
import { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import { gitlabPort } from '../../../lib/simulation/gitlab/port.ts';
import { MemoryMetrics } from '../../../lib/simulation/memory/metrics.ts';
import { openMemoryStore } from '../../../lib/simulation/memory/store.ts';
import { MemoryTable } from '../../../lib/simulation/memory/table.ts';
import { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { anIdle, aRunner, someSettings } from '../../builders/settings.ts';
import { aLaunch, NOW } from '../../builders/state.ts';

const PROJECT = 380;
const idle = anIdle(0, 120);
const settings = someSettings({ runners: [aRunner({ limit: 5, machine: { idle } })] });

/** The real reconciler on the in-memory store, a simulated EC2 and a simulated GitLab. */
function aWorld() {
  const clock = new VirtualClock(NOW);
  const random = new SeededRandom(7);
  const gitlab = new SimulatedGitLab({ clock, random, apiToken: 'token' });
  gitlab.projects.add({ id: PROJECT, path: 'acme/shop', groupId: 1 });
  const listeners = { onBoot: () => undefined, onNews: () => undefined, onEnd: () => undefined };
  const ec2 = new SimulatedEc2(clock, random, listeners);
  const store = openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' });
  const errors: string[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message: string) => errors.push(message),
  };
  const metrics = new MemoryMetrics();
  const woken: number[] = [];
  const wakeUps = { wakeAt: async (at: number) => void woken.push(at) };
  const world: World = { store, ec2, gitlab: gitlabPort(gitlab), clock, random, log, metrics, wakeUps };
  return { world, woken, clock, gitlab, ec2, store, errors, metrics };
}

type TestWorld = ReturnType<typeof aWorld>;

async function push(t: TestWorld, count: number): Promise<void> {
  const jobs = t.gitlab.pipelines.push(
    PROJECT,
    Array.from({ length: count }, (_, index) => ({ name: `job-${index}` })),
  );
  for (const { id, name } of jobs) {
    const event = { id, name, projectId: PROJECT, gitlabStatus: 'pending', status: 'pending' } as const;
    await t.store.record({ ...event, at: t.clock.now() });
  }
}

const machinesOf = async ({ store }: TestWorld) => (await store.readActive()).machines;
const running = ({ ec2 }: TestWorld) => ec2.instances().filter(({ state }) => state !== 'terminated');

/** A launch's record is written long after it was given up. */
async function putBack({ store }: TestWorld, launch: Launch): Promise<void> {
  const isOpen = await store.openLaunches([launch], await store.readActive());
  expect(isOpen).toBe(true);
}

/** A machine that has registered, with a runner of its own in GitLab. */
async function anIdleMachine(t: TestWorld): Promise<{ machine: Machine; token: string }> {
  await push(t, 1);
  await reconcile(t.world, settings);
  const [machine] = await machinesOf(t);
  if (machine === undefined || settings.runners[0] === undefined) throw new Error('no machine was launched');
  const { id, token } = await t.world.gitlab.createRunner(settings.runners[0], machine.name);
  await t.store.machines.replace({
    ...machine,
    state: 'Idle',
    runnerId: id,
    since: t.clock.now(),
  } as Machine);
  return { machine, token };
}

/** Its job has ended, unheard of; it has been idle for longer than IdleTime. */
async function anIdlerToRemove(t: TestWorld): Promise<{ machine: Machine; token: string }> {
  const idler = await anIdleMachine(t);
  const { jobs } = await t.store.readActive();
  for (const job of jobs) {
    t.gitlab.pipelines.cancel(job.id);
    await t.store.removeJob(job);
  }
  await t.clock.advance(200);
  return idler;
}

test('many jobs are one decision and one launch', async () => {
  const t = aWorld();
  await push(t, 4);
  await reconcile(t.world, settings);
  await reconcile(t.world, settings);
  expect(running(t)).toHaveLength(4);
  expect(new Set(running(t).map(({ launchId }) => launchId)).size).toBe(1);
  expect((await machinesOf(t)).map(({ state }) => state)).toEqual(Array(4).fill('Creating'));
});

describe('a launch that is cut short is finished, not repeated', () => {
  const failing = (after: (ec2: Ec2) => Ec2['launch']) => (t: TestWorld) => {
    const cut: Ec2 = { ...bound(t.ec2), launch: after(t.ec2) };
    return { ...t.world, ec2: cut };
  };
  const bound = (ec2: Ec2): Ec2 => ({
    launch: (launch, runner) => ec2.launch(launch, runner),
    instancesOf: (id) => ec2.instancesOf(id),
    terminate: (ids) => ec2.terminate(ids),
    cancelSpotRequests: (ids) => ec2.cancelSpotRequests(ids),
    ownInstances: () => ec2.ownInstances(),
    endReasons: (ids) => ec2.endReasons(ids),
    openSpotRequests: () => ec2.openSpotRequests(),
  });
  const lost = async (): Promise<Launched> => {
    throw new Error('timed out');
  };

  test.each([
    ['before EC2 heard of it', failing(() => lost)],
    ['after EC2 did', failing((ec2) => async (launch, runner) => ec2.launch(launch, runner).then(lost))],
  ])('%s', async (_, cut) => {
    const t = aWorld();
    await push(t, 3);
    await reconcile(cut(t), settings);
    expect(await machinesOf(t)).toEqual([]);
    expect(t.errors).toEqual(['launching machines failed']);
    await reconcile(t.world, settings);
    expect(running(t).length).toBeLessThanOrEqual(3);
    await t.clock.advance(60);
    await reconcile(t.world, settings);
    expect(running(t)).toHaveLength(3);
    expect(await machinesOf(t)).toHaveLength(3);
    expect((await t.store.readActive()).launches).toEqual([]);
  });

  test('though EC2 shows only some of its instances at first', async () => {
    const t = aWorld();
    const hasLost = failing((ec2) => async (launch, runner) => ec2.launch(launch, runner).then(lost));
    await push(t, 3);
    await reconcile(hasLost(t), settings);
    await t.clock.advance(60);
    const instancesOf: Ec2['instancesOf'] = async (id) => (await t.ec2.instancesOf(id)).slice(1);
    await reconcile({ ...t.world, ec2: { ...bound(t.ec2), instancesOf } }, settings);
    expect(await machinesOf(t)).toHaveLength(3);
  });

  test('and put on record as gone where EC2 has taken an instance meanwhile, so that another is made', async () => {
    const t = aWorld();
    const hasLost = failing((ec2) => async (launch, runner) => ec2.launch(launch, runner).then(lost));
    await push(t, 2);
    await reconcile(hasLost(t), settings);
    await t.clock.advance(60);
    const taken = running(t)[0]?.instanceId;
    const instancesOf: Ec2['instancesOf'] = async (id) =>
      (await t.ec2.instancesOf(id)).map((one) =>
        one.instanceId === taken ? { ...one, state: 'shutting-down' } : one,
      );
    await reconcile({ ...t.world, ec2: { ...bound(t.ec2), instancesOf } }, settings);
    const machines = await machinesOf(t);
    expect(machines.map(({ state }) => state)).toEqual(['Creating', 'Creating']);
    expect(machines.map(({ instanceId }) => instanceId)).not.toContain(taken);
  });

  test.each([
    ['before EC2 heard of it', failing(() => lost)],
    ['after EC2 did', failing((ec2) => async (launch, runner) => ec2.launch(launch, runner).then(lost))],
  ])('but while an operator drains, EC2 is asked for no machine: cut short %s', async (_, cut) => {
    const t = aWorld();
    await push(t, 3);
    await reconcile(cut(t), settings);
    const made = t.ec2.instances().length;
    await t.store.startDrain({ since: t.clock.now(), reason: '' });
    for (const seconds of [60, 100]) {
      await t.clock.advance(seconds);
      await reconcile(t.world, settings);
    }
    expect(t.ec2.instances()).toHaveLength(made);
    expect(running(t)).toEqual([]);
    expect(await machinesOf(t)).toEqual([]);
    expect((await t.store.readActive()).launches).toEqual([]);
  });

  test('but not asked for where another has taken its place meanwhile', async () => {
    const t = aWorld();
    await push(t, 5);
    await reconcile(t.world, settings);
    expect(running(t)).toHaveLength(5);
    await putBack(t, aLaunch({ at: t.clock.now() }));
    await t.clock.advance(60);
    await reconcile(t.world, settings);
    expect(running(t)).toHaveLength(5);
    await t.clock.advance(100);
    await reconcile(t.world, settings);
    expect((await t.store.readActive()).launches).toEqual([]);
    expect(running(t)).toHaveLength(5);
  });
});

describe('a launch that was given up, and that is on record again, is not asked for where there is room for it no more:', () => {
  const two = [aRunner({ name: 'one' }), aRunner({ name: 'two' })];
  test.each<[string, Settings]>([
    ['by concurrent', someSettings({ concurrent: 5, runners: two })],
    ['by the limit of the runner', someSettings({ runners: [aRunner({ limit: 5, entry: { limit: 0 } })] })],
    [
      'by that of its entry, which another shares',
      someSettings({
        runners: two.map((runner) => ({ ...runner, entry: { ...runner.entry, name: 'entry', limit: 5 } })),
      }),
    ],
  ])('%s', async (_, of) => {
    const t = aWorld();
    await push(t, 5);
    await reconcile(t.world, of);
    expect(running(t)).toHaveLength(5);
    const runner = of.runners.at(-1)?.name ?? '';
    await putBack(t, aLaunch({ runner, at: t.clock.now() }));
    await t.clock.advance(60);
    await reconcile(t.world, of);
    expect(running(t)).toHaveLength(5);
  });
});

describe('removal', () => {
  test('a machine that is free leaves nothing behind', async () => {
    const t = aWorld();
    await anIdlerToRemove(t);
    await reconcile(t.world, settings);
    expect(running(t)).toEqual([]);
    expect(t.ec2.unclosedSpotRequests()).toEqual([]);
    expect(t.gitlab.runners.all()).toEqual([]);
    expect(await machinesOf(t)).toEqual([]);
  });

  test('nor a trace on record, ten minutes later', async () => {
    const t = aWorld();
    await anIdlerToRemove(t);
    await reconcile(t.world, settings);
    expect((await t.store.readActive()).departed).toHaveLength(1);
    await t.clock.advance(601);
    await reconcile(t.world, settings);
    expect((await t.store.readActive()).departed).toBeUndefined();
  });

  test('what waits for the room that a machine leaves has it in the same reconcile', async () => {
    const t = aWorld();
    const of = someSettings({ concurrent: 1, runners: [aRunner(), aRunner({ name: 'two', tags: ['gpu'] })] });
    await anIdlerToRemove(t);
    const [job] = t.gitlab.pipelines.push(PROJECT, [{ name: 'train', tags: ['gpu'] }]);
    const event = { id: job?.id ?? 0, projectId: PROJECT, name: 'train', gitlabStatus: 'pending' } as const;
    await t.store.record({ ...event, status: 'pending', at: t.clock.now() });
    await reconcile(t.world, of);
    expect((await machinesOf(t)).map(({ runner, state }) => [runner, state])).toEqual([['two', 'Creating']]);
  });

  test('a machine that GitLab gave a job unheard of is Used again, takes no other, and leaves when it has ended', async () => {
    const t = aWorld();
    const { token } = await anIdlerToRemove(t);
    const [job] = t.gitlab.pipelines.push(PROJECT, [{ name: 'late' }]);
    expect(t.gitlab.requestJob(token).kind).toBe('Given');
    await reconcile(t.world, settings);
    expect(running(t)).toHaveLength(1);
    expect(await machinesOf(t)).toEqual([
      expect.objectContaining({ state: 'Used', jobIds: [job?.id], builds: 1 }),
    ]);
    expect([...(await t.store.readActive()).jobs]).toMatchObject([{ id: job?.id, status: 'running' }]);
    expect(t.gitlab.runners.all().map(({ paused }) => paused)).toEqual([true]);
    t.gitlab.pipelines.cancel(job?.id ?? 0);
    await t.store.record({
      ...{ id: job?.id ?? 0, projectId: PROJECT, name: 'late', at: t.clock.now() },
      ...{ status: 'finished', gitlabStatus: 'canceled' },
    });
    await reconcile(t.world, settings);
    expect(await machinesOf(t)).toEqual([]);
  });

  test.each<[string, Partial<GitLab>]>([
    ['its runner cannot be paused', { pauseRunner: () => Promise.reject(new Error('GitLab is down')) }],
    ['GitLab does not say what it runs', { jobsOf: () => Promise.reject(new Error('GitLab is down')) }],
    ['its runner cannot be deleted', { deleteRunner: () => Promise.reject(new Error('GitLab is down')) }],
  ])('where %s it is taken up again later', async (_, broken) => {
    const t = aWorld();
    await anIdlerToRemove(t);
    await reconcile({ ...t.world, gitlab: { ...t.world.gitlab, ...broken } }, settings);
    expect((await machinesOf(t)).map(({ state }) => state)).toEqual(['Removing']);
    expect(t.errors).toHaveLength(1);
    await reconcile(t.world, settings);
    expect(await machinesOf(t)).toEqual([]);
    expect(t.gitlab.runners.all()).toEqual([]);
  });

  test('where its runner serves another project too, and stays in GitLab, the machine leaves all the same', async () => {
    const t = aWorld();
    await anIdlerToRemove(t);
    const deleteRunner: GitLab['deleteRunner'] = async () => ({ kind: 'Refused', reason: '403' });
    await reconcile({ ...t.world, gitlab: { ...t.world.gitlab, deleteRunner } }, settings);
    expect(await machinesOf(t)).toEqual([]);
    expect(t.gitlab.runners.all()).toMatchObject([{ paused: true }]);
  });

  test('a machine is not terminated while GitLab is silent', async () => {
    const t = aWorld();
    await anIdlerToRemove(t);
    const silent = { ...t.world.gitlab, jobsOf: () => Promise.reject(new Error('GitLab is down')) };
    await reconcile({ ...t.world, gitlab: silent }, settings);
    expect(running(t)).toHaveLength(1);
  });
});

test('a job whose webhooks come again after its end is counted once, though GitLab still has it waiting', async () => {
  const t = aWorld();
  const { machine } = await anIdleMachine(t);
  const [idler] = await machinesOf(t);
  const [job] = (await t.store.readActive()).jobs;
  if (job === undefined || idler?.runnerId === undefined) throw new Error('nothing is there');
  const { name, id, projectId } = job;
  const said = { name, id, projectId, runnerId: idler.runnerId, at: t.clock.now() };
  const ended = { ...said, status: 'finished', gitlabStatus: 'success' } as const;
  const answering = (status: 'pending' | 'finished'): World => {
    const findJob: GitLab['findJob'] = async () => ({ ...ended, status, gitlabStatus: status, tags: [] });
    return { ...t.world, gitlab: { ...t.world.gitlab, findJob } };
  };
  await t.store.record(ended);
  await reconcile(answering('finished'), settings);
  const counted = await t.store.machines.find(machine.instanceId);
  if (counted === undefined) throw new Error('the machine is gone');
  // As the machine's next change leaves it: the end on record guards the count from then on.
  await t.store.machines.replace({ ...counted, counted: [] });
  await t.store.record({ ...said, status: 'running', gitlabStatus: 'running' });
  await reconcile(answering('pending'), settings);
  await t.store.record(ended);
  await reconcile(answering('finished'), settings);
  expect(await machinesOf(t)).toContainEqual(
    expect.objectContaining({ instanceId: machine.instanceId, builds: 1 }),
  );
});

test('a job counts for its machine, though an end on no machine is on record of it', async () => {
  const t = aWorld();
  const { machine, token } = await anIdleMachine(t);
  for (const job of (await t.store.readActive()).jobs) await t.store.removeJob(job);
  const given = t.gitlab.requestJob(token);
  if (given.kind !== 'Given') throw new Error('the machine was given no job');
  const { id, name } = given.job;
  const ended = { id, name, projectId: PROJECT, gitlabStatus: 'canceled', endedAt: NOW };
  await t.store.recordEnd(ended);
  await t.store.record({ id, name, projectId: PROJECT, status: 'running', gitlabStatus: 'running', at: NOW });
  await reconcile(t.world, settings);
  expect(await machinesOf(t)).toMatchObject([{ name: machine.name, state: 'Used', builds: 1 }]);
});

test('while GitLab is silent no machine is launched for jobs it has not confirmed', async () => {
  const t = aWorld();
  await push(t, 1);
  const silent = { ...t.world.gitlab, findJob: () => Promise.reject(new Error('GitLab is down')) };
  await reconcile({ ...t.world, gitlab: silent }, settings);
  expect(running(t)).toEqual([]);
  expect(t.errors).toEqual(['asking GitLab for jobs failed']);
  await reconcile(t.world, settings);
  expect(running(t)).toHaveLength(1);
});

describe('while an operator drains', () => {
  test('an idle machine leaves and its job waits; once the drain is over the job has a machine', async () => {
    const t = aWorld();
    await anIdleMachine(t);
    await t.store.startDrain({ since: t.clock.now(), reason: '' });
    await reconcile(t.world, settings);
    expect(running(t)).toEqual([]);
    expect([...(await t.store.readActive()).jobs]).toHaveLength(1);

    await t.store.endDrain(t.clock.now());
    await reconcile(t.world, settings);
    expect(running(t)).toHaveLength(1);
  });

  test('a machine that runs a job takes no other, and leaves when it has ended, be the drain over or not', async () => {
    const t = aWorld();
    const { token } = await anIdleMachine(t);
    const given = t.gitlab.requestJob(token);
    if (given.kind !== 'Given') throw new Error('the machine was given no job');
    const [job] = (await t.store.readActive()).jobs;
    const runnerId = t.gitlab.runners.all()[0]?.id ?? 0;
    if (job === undefined) throw new Error('there is no job');
    await t.store.record({ ...job, status: 'running', gitlabStatus: 'running', runnerId });
    await t.store.startDrain({ since: t.clock.now(), reason: '' });
    await reconcile(t.world, settings);
    await reconcile(t.world, settings);
    expect((await machinesOf(t)).map(({ state }) => state)).toEqual(['Used']);
    expect(t.gitlab.runners.all().map(({ paused }) => paused)).toEqual([true]);

    await t.store.endDrain(t.clock.now());
    await reconcile(t.world, settings);
    expect(t.gitlab.runners.all().map(({ paused }) => paused)).toEqual([true]);
    t.gitlab.updateJob(given.job.id, given.job.token, { state: 'success' });
    await t.store.record({ ...job, status: 'finished', gitlabStatus: 'success', runnerId });
    await reconcile(t.world, settings);
    expect(await machinesOf(t)).toEqual([]);
  });

  test('a machine that turns out to run a job finishes it', async () => {
    const t = aWorld();
    const { token } = await anIdleMachine(t);
    expect(t.gitlab.requestJob(token).kind).toBe('Given');
    await t.store.startDrain({ since: t.clock.now(), reason: '' });
    await reconcile(t.world, settings);
    expect(running(t)).toHaveLength(1);
    expect((await machinesOf(t)).map(({ state }) => state)).toEqual(['Used']);
  });
});
