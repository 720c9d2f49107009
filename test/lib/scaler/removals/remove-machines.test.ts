import type { Ec2 } from '../../../../lib/scaler/ports/ec2.ts';
import type { GitLab } from '../../../../lib/scaler/ports/gitlab.ts';
import { reconcile } from '../../../../lib/scaler/reconcile.ts';
import { finishRemovals } from '../../../../lib/scaler/removals/remove-machines.ts';
import type { Job, JobLookup } from '../../../../lib/scaler/state/jobs/job.ts';
import type { Fate, Machine, RemovingMachine } from '../../../../lib/scaler/state/machines/machine.ts';
import { gone } from '../../../../lib/scaler/state/machines/transitions.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, type MachineTraits, NOW } from '../../../builders/state.ts';
import { TestWorld } from '../a-world.ts';

/** Machines on their way out, and an EC2 that notes what it is asked for and does some of it. */
async function removal(
  machines: readonly RemovingMachine[],
  refusing: Partial<Ec2> = {},
  jobs: readonly Job[] = [],
) {
  const t = new TestWorld(someSettings());
  for (const machine of machines) await t.world.store.machines.create(machine);
  const asked: string[] = [];
  const note = async (ids: readonly string[]) => {
    asked.push(...ids);
    return [];
  };
  const ec2 = { terminate: note, cancelSpotRequests: note, ...refusing };
  await finishRemovals(
    { ...t.world, ec2: Object.assign(t.ec2, ec2) },
    { settings: t.settings, jobs },
    machines,
  );
  return { asked, errors: t.errors, left: (await t.machines()).map(({ instanceId }) => instanceId) };
}

const aRemoving = (number: number, traits: MachineTraits = {}) =>
  aMachine('Removing', number, { spotRequestId: `sir-${number}`, ...traits }) as RemovingMachine;
const one = aRemoving(1);
const two = aRemoving(2);

test('a machine that EC2 refuses to terminate holds up no other, and is tried again', async () => {
  const refused = async () => [{ id: 'i-1', reason: 'UnauthorizedOperation: no' }];
  const { left, errors } = await removal([one, two], { terminate: refused });
  expect(left).toEqual(['i-1']);
  expect(errors).toEqual(['a machine cannot be terminated']);
});

test('EC2 is asked ever less often to terminate a machine that it refuses to, and told of as often', async () => {
  const t = new TestWorld(someSettings());
  await t.push([{ name: 'unit' }]);
  await t.reconcile();
  await t.world.store.startDrain({ since: NOW, reason: '' });
  const terminate = t.ec2.terminate.bind(t.ec2);
  const asked: number[] = [];
  t.ec2.terminate = async ([id = '']) => {
    asked.push(t.clock.now() - NOW);
    return [{ id, reason: 'OperationNotPermitted: it is protected' }];
  };
  for (let seconds = 0; seconds < 1000; seconds += 5) {
    await t.reconcile();
    await t.clock.advance(5);
  }
  expect(asked).toEqual([0, 60, 180, 420, 720]);
  expect(t.errors).toEqual(asked.map(() => 'a machine cannot be terminated'));
  t.ec2.terminate = terminate;
  await t.clock.advance(600);
  await t.reconcile();
  expect(await t.machines()).toEqual([]);
});

test.each(['Used', 'Removing'] as const)(
  'a machine that is %s leaves only once it is on record what its jobs are charged with: none of its time is charged twice',
  async (state) => {
    const t = new TestWorld(someSettings());
    const { machine, job } = await t.runJob();
    await t.clock.advance(300);
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    await t.hear(job.id);
    const { machines } = t.world.store;
    const fate = { kind: 'Gone', at: t.clock.now(), reason: 'its instance is terminated' } as const;
    const used = (await machines.find(machine.instanceId)) ?? machine;
    await machines.replace({ ...used, state, fate } as Machine);
    const replace = machines.replace.bind(machines);
    let isFirst = true;
    machines.replace = async (changed) => {
      if (!isFirst) return replace(changed);
      isFirst = false;
      throw new Error('no connection');
    };
    for (let round = 0; round < 3; round += 1) await t.reconcile();
    expect(await t.machines()).toEqual([]);
    const charges = await t.world.store.chargesBetween(NOW, t.clock.now() + 1);
    const seconds = charges.reduce((sum, charge) => sum + charge.seconds, 0);
    expect(seconds).toBe(t.clock.now() - machine.launchedAt);
    expect(await t.world.store.endedJobs([job.id])).toMatchObject([{ machine: machine.name }]);
  },
);

describe('a machine that leaves by its own fault', () => {
  const failed = { ...aRemoving(1, { fate: gone('terminated', NOW) }), failure: 'no disk' };
  const setbacksIn = async (t: TestWorld) => (await t.world.store.readActive()).setbacks ?? [];

  test('stays on record until it is noted, and is counted then', async () => {
    const t = new TestWorld(someSettings());
    const { store } = t.world;
    await store.machines.create(failed);
    const unwritten = { ...t.world, store: { ...store, recordSetback: async () => false } };
    await finishRemovals(unwritten, { settings: t.settings, jobs: [] }, [failed]);
    expect([await t.machines(), t.metrics.of('MachinesFailed')]).toEqual([[failed], 0]);
    await finishRemovals(t.world, { settings: t.settings, jobs: [] }, [failed]);
    expect([await t.machines(), t.metrics.of('MachinesFailed')]).toEqual([[], 1]);
    expect(await setbacksIn(t)).toMatchObject([{ failed: 1 }]);
  });

  test('is no failure if it has run a job after all', async () => {
    const t = new TestWorld(someSettings());
    const worked = { ...failed, builds: 1 };
    await t.world.store.machines.create(worked);
    await finishRemovals(t.world, { settings: t.settings, jobs: [] }, [worked]);
    expect([await t.machines(), await setbacksIn(t)]).toEqual([[], []]);
  });
});

describe('a machine whose runner somebody deleted', () => {
  /** What is on record of the job that it runs. */
  type Known = 'begun' | 'begun somewhere' | 'waiting' | 'created' | 'nothing';

  async function aMachineWithout(known: Known) {
    const t = new TestWorld(someSettings());
    const { machine, job } = await t.runJob();
    t.gitlab.runners.delete(machine.runnerId);
    const [stored] = await t.machines();
    const [record] = (await t.world.store.readActive()).jobs;
    if (stored?.state !== 'Used' || record === undefined) throw new Error('the machine runs no job');
    const { jobIds: _, ...rest } = stored;
    await t.clock.advance(1);
    await t.world.store.machines.replace({ ...rest, state: 'Removing', since: t.clock.now() });
    const { runnerId: __, ...unnamed } = record;
    if (known === 'begun somewhere') await t.world.store.replaceJob(unnamed);
    if (known === 'waiting') await t.world.store.replaceJob({ ...unnamed, status: 'pending' });
    const lookup = { kind: 'NotAsked' } as const;
    if (known === 'nothing') await t.world.store.removeJob(record);
    if (known === 'created') await t.world.store.replaceJob({ ...unnamed, status: 'created', lookup });
    return { t, job };
  }

  test.each<Known>(['begun', 'begun somewhere', 'waiting', 'created', 'nothing'])(
    'stays until the job has ended that is on record as %s',
    async (known) => {
      const { t, job } = await aMachineWithout(known);
      await t.reconcile();
      expect((await t.machines()).map(({ state }) => state)).toContain('Removing');
      t.gitlab.updateJob(job.id, job.token, { state: 'success' });
      await t.hear(job.id);
      await t.reconcile();
      expect((await t.machines()).map(({ state }) => state)).not.toContain('Removing');
    },
  );

  const silence = () => Promise.reject(new Error('GitLab answered 500'));

  test.each<[Known, Partial<GitLab>]>([
    ['waiting', { findJob: silence, runningJobs: async () => ({ jobs: [], unanswered: [] }) }],
    ['nothing', { runningJobs: silence }],
  ])(
    'stays while GitLab does not say whether it runs a job that is on record as %s, but not for ever',
    async (known, silent) => {
      const { t } = await aMachineWithout(known);
      Object.assign(t.world.gitlab, silent);
      await t.reconcile();
      expect((await t.machines()).map(({ state }) => state)).toContain('Removing');
      await t.clock.advance(150);
      await t.reconcile();
      expect((await t.machines()).map(({ state }) => state)).not.toContain('Removing');
    },
  );
});

test('nor is it ended while a job on record runs that GitLab has not been asked about', async () => {
  const { runnerId: _, ...job } = aJob('running', 7);
  const leftWith = async (lookup: JobLookup) => (await removal([one], {}, [{ ...job, lookup }])).left;
  expect(await leftWith({ kind: 'NotAsked' })).toEqual(['i-1']);
  expect(await leftWith({ kind: 'NotFound', since: NOW, askedAt: NOW })).toEqual([]);
});

test('one that another reconcile ends is not taken back into use by what GitLab had said before', async () => {
  const t = new TestWorld(someSettings());
  await t.push([{ name: 'unit' }]);
  await t.reconcile();
  const { machine, token } = await t.register();
  const given = t.gitlab.requestJob(token);
  if (given.kind !== 'Given') throw new Error('the machine was given no job');
  const { store, gitlab } = t.world;
  for (const job of (await store.readActive()).jobs) await store.removeJob(job);
  await store.machines.replace({ ...machine, state: 'Removing' });
  const machines = { ...store.machines, remove: () => Promise.reject(new Error('no connection')) };
  const other = { ...t.world, gitlab: { ...gitlab }, store: { ...store, machines } };
  let isFirst = true;
  const jobsOf: GitLab['jobsOf'] = async (runnerId) => {
    const said = await gitlab.jobsOf(runnerId);
    if (!isFirst) return said;
    isFirst = false;
    t.gitlab.updateJob(given.job.id, given.job.token, { state: 'success' });
    await reconcile(other, t.settings);
    return said;
  };
  await reconcile({ ...t.world, gitlab: { ...gitlab, jobsOf } }, t.settings);
  expect(t.ec2.instances().map(({ state }) => state)).toEqual(['terminated']);
  expect((await t.machines()).map(({ state }) => state)).not.toContain('Used');
});

test('a machine that can be given no job any more is let go without asking after those that wait', async () => {
  const runner = aRunner({ machine: { maxBuilds: 1 } });
  const t = new TestWorld(someSettings({ runners: [runner] }));
  const { job } = await t.runJob();
  const [waiting] = await t.push([{ name: 'next' }]);
  await t.reconcile();
  t.gitlab.updateJob(job.id, job.token, { state: 'success' });
  await t.hear(job.id);
  const findJob = t.world.gitlab.findJob.bind(t.world.gitlab);
  const asked: number[] = [];
  Object.assign(t.world.gitlab, {
    findJob: (ref: { id: number }) => {
      asked.push(ref.id);
      return findJob(ref as Parameters<typeof findJob>[0]);
    },
  });
  await t.reconcile();
  expect(asked).not.toContain(waiting?.id);
});

test('a spot request that cannot be cancelled does not stop the end of a removal', async () => {
  const { left } = await removal([one, two], {
    cancelSpotRequests: () => Promise.reject(new Error('UnauthorizedOperation')),
  });
  expect(left).toEqual([]);
});

test('while EC2 does not answer, what it has ended leaves all the same', async () => {
  const ended = { ...two, fate: gone('terminated', NOW) };
  const { left } = await removal([one, ended], { terminate: () => Promise.reject(new Error('timed out')) });
  expect(left).toEqual(['i-1']);
});

test.each<[string, Fate, readonly string[]]>([
  ['terminated', gone('terminated', NOW), []],
  ['shutting down', gone('shutting-down', NOW), []],
  ['stopped, which somebody must end', gone('stopped', NOW), ['i-1']],
  ['not shown', gone('missing', NOW), ['i-1']],
  ['about to be taken', { kind: 'Doomed', at: NOW, reason: 'EC2 will' }, ['i-1']],
])('an instance that is %s is terminated only if it may be there', async (_, fate, terminated) => {
  const { asked, left } = await removal([{ ...one, fate }]);
  expect(asked).toEqual([...terminated, 'sir-1']);
  expect(left).toEqual([]);
});
