import { endMachines, type Removal } from '../../../infra/removal/end-machines.ts';
import type { Ec2, Launched, OwnInstance } from '../../../lib/scaler/ports/ec2.ts';
import type { GitLabJob } from '../../../lib/scaler/ports/gitlab.ts';
import type { World } from '../../../lib/scaler/ports/world.ts';
import { reconcile } from '../../../lib/scaler/reconcile.ts';
import type { State } from '../../../lib/scaler/state/state.ts';
import { aRunner, someSettings } from '../../builders/settings.ts';
import { aJob, aMachine, aState, NOW } from '../../builders/state.ts';
import { TestWorld } from '../../lib/scaler/a-world.ts';

const MACHINES = [aMachine('Used', 1, { jobIds: [7] }), aMachine('Idle', 2), aMachine('Creating', 3)];
const anInstance = (id: number): OwnInstance => ({
  instanceId: `i-${id}`,
  launchId: 'launch',
  runner: 'one',
  state: 'running',
  launchedAt: NOW,
});

/** What is on record, and a switch for an operator's drain. */
function aStore(state: Partial<State>): Removal['store'] & { isDrained(): boolean } {
  let drain = state.drain;
  return {
    readActive: async () => aState({ ...state, ...(drain && { drain }) }),
    openLaunches: async () => true,
    startDrain: async (begun) => {
      if (drain !== undefined) return false;
      drain = begun;
      return true;
    },
    endDrain: async () => {
      drain = undefined;
      return true;
    },
    isDrained: () => drain !== undefined,
  };
}

/** A deployment whose EC2 ends instances at the second look, and what is done to it, in order. */
function aDeployment(running: Readonly<Record<number, readonly GitLabJob[]>>, more: Partial<Removal> = {}) {
  const done: string[] = [];
  let instances = [anInstance(1), anInstance(2), anInstance(3)];
  const note = (text: string) => void done.push(text);
  const removal: Removal = {
    store: aStore({ machines: MACHINES }),
    ec2: {
      ownInstances: async () => instances,
      terminate: async (ids) => {
        note(`terminate ${ids.join()}`);
        instances = instances.map((one) => ({ ...one, state: 'shutting-down' }));
        return [];
      },
      openSpotRequests: async () => ['sir-1'],
      cancelSpotRequests: async (ids) => {
        note(`cancel ${ids.join()}`);
        return [];
      },
    },
    gitlab: {
      pauseRunner: async (id) => {
        done.push(`pause ${id}`);
        return 'Paused';
      },
      resumeRunner: async (id) => done.push(`resume ${id}`) > 0,
      jobsOf: async (id) => running[id] ?? [],
      deleteRunner: async (id) => {
        done.push(`delete ${id}`);
        return { kind: 'Deleted' };
      },
    },
    placeholders: async () => [],
    functions: { stop: async () => note('stop'), start: async () => note('start') },
    clock: { now: () => NOW },
    runningJobs: 'keep',
    wait: async () => {
      instances = instances.filter(({ state }) => state !== 'shutting-down');
    },
    tell: () => undefined,
    ...more,
  };
  return { removal, done };
}

const aRunningJob = (id: number): GitLabJob => ({ ...aJob('running', id), tags: [] });
const UNREACHABLE: Removal['gitlab'] = {
  pauseRunner: () => Promise.reject(new Error('GitLab did not answer')),
  resumeRunner: () => Promise.reject(new Error('GitLab did not answer')),
  jobsOf: () => Promise.reject(new Error('GitLab did not answer')),
  deleteRunner: () => Promise.reject(new Error('GitLab did not answer')),
};

test('first launches stop, then runners pause, then machines end, and only then runners go', async () => {
  const { removal, done } = aDeployment({});

  expect(await endMachines(removal)).toEqual([]);
  expect(done).toEqual([
    ...['stop', 'pause 1', 'pause 2'],
    ...['cancel sir-1', 'terminate i-1,i-2,i-3', 'delete 1', 'delete 2'],
  ]);
});

test('a running job stops it, even on a machine that was Idle on record, and everything is as before', async () => {
  const { removal, done } = aDeployment({ 2: [aRunningJob(9)] });

  await expect(endMachines(removal)).rejects.toThrow('job 9 on machine-2');
  expect(done).toEqual(['stop', 'pause 1', 'pause 2', 'resume 1', 'resume 2', 'start']);
});

test('a runner that is paused for good stays paused', async () => {
  const machines = [
    ...MACHINES,
    { ...aMachine('Idle', 4), kept: { until: NOW + 3600 }, isPaused: true as const },
    aMachine('Removing', 5),
  ];
  const { removal, done } = aDeployment({ 2: [aRunningJob(9)] }, { store: aStore({ machines }) });

  await expect(endMachines(removal)).rejects.toThrow('job 9 on machine-2');
  expect(done.filter((what) => what.startsWith('resume'))).toEqual(['resume 1', 'resume 2']);
});

test('a failure before a machine is ended leaves everything as before, too', async () => {
  const refused = () => Promise.reject(new Error('AccessDenied'));
  const unread = aDeployment({}, { store: { ...aStore({}), readActive: refused } });
  await expect(endMachines(unread.removal)).rejects.toThrow('AccessDenied');
  expect(unread.done).toEqual(['stop', 'start']);

  const unstopped = aDeployment({});
  const { functions } = unstopped.removal;
  await expect(
    endMachines({ ...unstopped.removal, functions: { ...functions, stop: refused } }),
  ).rejects.toThrow('AccessDenied');
  // Of two functions one may have been stopped.
  expect(unstopped.done).toEqual(['start']);

  const unlisted = aDeployment({});
  const { ec2 } = unlisted.removal;
  await expect(endMachines({ ...unlisted.removal, ec2: { ...ec2, ownInstances: refused } })).rejects.toThrow(
    'AccessDenied',
  );
  expect(unlisted.done).toEqual(['stop', 'pause 1', 'pause 2', 'resume 1', 'resume 2', 'start']);
});

test('an operator’s drain stays, too', async () => {
  for (const drain of [undefined, { since: NOW - 60, reason: '' }]) {
    const store = aStore({ machines: MACHINES, ...(drain && { drain }) });
    await expect(endMachines(aDeployment({ 2: [aRunningJob(9)] }, { store }).removal)).rejects.toThrow(
      'job 9',
    );
    expect(store.isDrained()).toBe(drain !== undefined);
  }
});

describe('a function that still runs when a removal begins', () => {
  const settings = someSettings({ runners: [aRunner({ limit: 5 })] });

  /** A deployment with one job that waits, and nothing else; its removal. */
  async function aRemoval() {
    const t = new TestWorld(settings);
    await t.push([{ name: 'unit' }]);
    const { removal } = aDeployment({});
    const { store, ec2, gitlab, clock } = t.world;
    const wait = (seconds: number) => t.clock.advance(seconds);
    const remove = (more: Partial<Removal> = {}) =>
      endMachines({ ...removal, store, ec2, gitlab, clock, wait, ...more });
    return { t, remove };
  }
  const up = ({ ec2 }: TestWorld) => ec2.instances().filter(({ state }) => state !== 'terminated');

  test('launches nothing from what it has read before', async () => {
    const { t, remove } = await aRemoval();
    const { openLaunches } = t.world.store;
    const late: World = {
      ...t.world,
      store: {
        ...t.world.store,
        openLaunches: async (launches, read) => {
          await remove();
          return openLaunches(launches, read);
        },
      },
    };
    await reconcile(late, settings);
    expect([up(t), (await t.world.store.readActive()).launches]).toEqual([[], []]);
  });

  test('nor from what it reads later', async () => {
    const { t, remove } = await aRemoval();
    await remove();
    await t.reconcile();
    expect(up(t)).toEqual([]);
  });

  test('has its machines ended, even those that EC2 showed late', async () => {
    const { t, remove } = await aRemoval();
    const launch: Ec2['launch'] = async (...asked) => {
      let answer: Launched | undefined;
      const wait = async () => {
        answer ??= await t.ec2.launch(...asked);
      };
      await remove({ wait });
      return answer ?? t.ec2.launch(...asked);
    };
    const late: World = { ...t.world, ec2: Object.assign(Object.create(t.ec2), { launch }) };
    await reconcile(late, settings);
    expect(up(t)).toEqual([]);
  });

  test('leaves no runner in GitLab for a machine that has registered meanwhile', async () => {
    const { t, remove } = await aRemoval();
    await t.reconcile();
    const { terminate } = t.ec2;
    t.ec2.terminate = async (ids) => {
      if ((await t.machines()).some(({ state }) => state === 'Creating')) await t.register();
      return terminate.call(t.ec2, ids);
    };
    expect(await remove()).toEqual([]);
    expect(t.gitlab.runners.all()).toEqual([]);
  });
});

test('the placeholders go too, last of all', async () => {
  const placeholders = async () => [{ id: 9, description: 'placeholder of one' }];
  const { removal, done } = aDeployment({}, { placeholders });
  expect(await endMachines(removal)).toEqual([]);
  expect(done.at(-1)).toBe('delete 9');
});

test('if GitLab does not list them, a warning says so, and everything else is removed', async () => {
  const told: string[] = [];
  const { removal, done } = aDeployment(
    {},
    {
      placeholders: () => Promise.reject(new Error('GitLab is down')),
      tell: (text) => void told.push(text),
    },
  );
  expect(await endMachines(removal)).toEqual([]);
  expect(done.at(-1)).toBe('delete 2');
  expect(told.at(-1)).toContain('those called placeholder stay there');
});

test('unless running jobs are to be aborted', async () => {
  const { removal, done } = aDeployment({ 2: [aRunningJob(9)] }, { runningJobs: 'abort' });

  expect(await endMachines(removal)).toEqual([]);
  expect(done).toContain('terminate i-1,i-2,i-3');
});

test('if GitLab does not answer, our records of running jobs count', async () => {
  const { removal, done } = aDeployment({}, { gitlab: UNREACHABLE });

  await expect(endMachines(removal)).rejects.toThrow('job 7 on machine-1');
  expect(done).toEqual(['stop', 'start']);
});

test('and the runners that are left in GitLab are named', async () => {
  const { removal, done } = aDeployment({}, { gitlab: UNREACHABLE, runningJobs: 'abort' });

  expect(await endMachines(removal)).toEqual([
    { runnerId: 1, what: 'of machine-1', reason: 'Error: GitLab did not answer' },
    { runnerId: 2, what: 'of machine-2', reason: 'Error: GitLab did not answer' },
  ]);
  expect(done).toContain('terminate i-1,i-2,i-3');
});

test('and one that GitLab does not let us delete', async () => {
  const { removal } = aDeployment({});
  const deleteRunner = async () => ({ kind: 'Refused', reason: '403 Forbidden' }) as const;
  const left = await endMachines({ ...removal, gitlab: { ...removal.gitlab, deleteRunner } });
  expect(left).toMatchObject([
    { runnerId: 1, reason: '403 Forbidden' },
    { runnerId: 2, reason: '403 Forbidden' },
  ]);
});

test('an instance that EC2 does not end within ten minutes is an error that says what to do', async () => {
  const { removal } = aDeployment({}, { wait: async () => undefined });

  await expect(endMachines(removal)).rejects.toThrow('Run `serverless remove` again');
});
