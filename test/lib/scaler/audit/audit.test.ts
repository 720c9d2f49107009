import { audit } from '../../../../lib/scaler/audit/audit.ts';
import { compare } from '../../../../lib/scaler/audit/compare.ts';
import { unheard } from '../../../../lib/scaler/audit/find-jobs.ts';
import type { Finding, Observed } from '../../../../lib/scaler/audit/finding.ts';
import type { OwnInstance } from '../../../../lib/scaler/ports/ec2.ts';
import type { GitLabJob } from '../../../../lib/scaler/ports/gitlab.ts';
import { reconcile } from '../../../../lib/scaler/reconcile.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import {
  machineOfDescription,
  runnerDescription,
} from '../../../../lib/scaler/state/machines/runner-description.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { gitlabPort } from '../../../../lib/simulation/gitlab/port.ts';
import { machineRunners } from '../../../builders/machine-runners.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aLaunch, aMachine, aState, NOW } from '../../../builders/state.ts';
import { PROJECT, SCALER, TestWorld } from '../a-world.ts';

const OLD = NOW - 3600;
const settings = someSettings({ runners: [aRunner({ limit: 5 })] });

const instance = (number: number, more: Partial<OwnInstance> = {}): OwnInstance => ({
  ...{
    instanceId: `i-${number}`,
    launchId: 'launch-of-old',
    runner: 'one',
    state: 'running',
    launchedAt: OLD,
  },
  ...more,
});
const runner = (id: number, machine: string) => ({ id, machine, description: `${machine} of ${SCALER}` });
const old = (...[state, number, more]: Parameters<typeof aMachine>): Machine =>
  aMachine(state, number, { since: OLD, ...more });

function inShort(finding: Finding): string {
  switch (finding.kind) {
    case 'Stray':
      return `stray ${finding.instance.instanceId}`;
    case 'Vanished':
      return `vanished ${finding.machine.instanceId}`;
    case 'OrphanRunner':
      return `orphan ${finding.runner.id}`;
    case 'DeletedRunner':
      return `deleted ${finding.machine.runnerId}`;
    case 'OpenSpotRequest':
      return `request ${finding.spotRequestId}`;
  }
}

function found(seen: Partial<Observed>, state: Partial<State> = {}): string[] {
  const observed = { instances: [], openSpotRequests: [], runners: [], placeholders: [], ...seen };
  return compare(observed, aState(state), NOW).map(inShort);
}

const gone = { kind: 'Gone', at: NOW, reason: 'its instance is terminated' } as const;
const unknown = (id: string) => aLaunch({ id, outcome: { kind: 'Unknown', tries: 1, againAt: NOW } });
const refused = (id: string) => aLaunch({ id, outcome: { kind: 'Unavailable', at: NOW, reason: 'none' } });

describe('what does not fit together', () => {
  test.each<[string, Partial<Observed>, Partial<State>, string[]]>([
    ['nothing', {}, {}, []],
    [
      'a machine with its instance and its runner',
      { instances: [instance(1)], runners: [runner(1, 'machine-1')] },
      { machines: [old('Idle', 1)] },
      [],
    ],
    ['an instance without a record', { instances: [instance(1)] }, {}, ['stray i-1']],
    ['one that stopped, too', { instances: [instance(1, { state: 'stopped' })] }, {}, ['stray i-1']],
    ['not one that leaves', { instances: [instance(1, { state: 'shutting-down' })] }, {}, []],
    ['not one that is new', { instances: [instance(1, { launchedAt: NOW - 600 })] }, {}, []],
    [
      'not one whose launch is being asked after',
      { instances: [instance(1, { launchId: 'asked' })] },
      { launches: [unknown('asked')] },
      [],
    ],
    [
      'one whose launch has another outcome',
      { instances: [instance(1, { launchId: 'asked' })] },
      { launches: [refused('asked')] },
      ['stray i-1'],
    ],
    [
      'not where GitLab does not say whether it runs a job',
      { instances: [instance(1)], runners: undefined },
      {},
      [],
    ],
    ['a record without an instance', {}, { machines: [old('Used', 1)] }, ['vanished i-1']],
    [
      'a record whose instance is stopped',
      { instances: [instance(1, { state: 'stopped' })] },
      { machines: [old('Used', 1)] },
      ['vanished i-1'],
    ],
    ['a record that is Removing, too', {}, { machines: [old('Removing', 1)] }, ['vanished i-1']],
    ['not one that is new', {}, { machines: [aMachine('Creating', 1, { since: NOW - 120 })] }, []],
    ['not one whose end is known', {}, { machines: [old('Removing', 1, { fate: gone })] }, []],
    ['not where EC2 does not answer', { instances: undefined }, { machines: [old('Used', 1)] }, []],
    ['a runner without a machine', { runners: [runner(7, 'machine-7')] }, {}, ['orphan 7']],
    [
      'not one whose machine is Creating',
      { instances: [instance(1)], runners: [runner(7, 'machine-1')] },
      { machines: [old('Creating', 1)] },
      [],
    ],
    [
      'one whose machine has another',
      { instances: [instance(1)], runners: [runner(1, 'machine-1'), runner(7, 'machine-1')] },
      { machines: [old('Idle', 1)] },
      ['orphan 7'],
    ],
    [
      'not one whose machine is on a record that cannot be read, nor that machine',
      { instances: [instance(1)], runners: [runner(7, 'machine-i-1')] },
      { unreadable: [{ key: 'machine#i-1', reason: 'it is of another version' }] },
      [],
    ],
    [
      'a machine whose runner is not listed',
      { instances: [instance(1), instance(2), instance(3)], runners: [runner(2, 'machine-2')] },
      { machines: [old('Idle', 1), old('Idle', 2), old('Used', 3)] },
      ['deleted 1'],
    ],
    [
      'not where GitLab lists no runners',
      { instances: [instance(1)], runners: undefined },
      { machines: [old('Idle', 1)] },
      [],
    ],
    ['a spot request that is open', { openSpotRequests: ['sir-1'] }, {}, ['request sir-1']],
    [
      'not while a launch is under way',
      { openSpotRequests: ['sir-1'] },
      { launches: [unknown('asked')] },
      [],
    ],
    [
      'not one that a machine is on record with',
      { instances: [instance(1)], openSpotRequests: ['sir-1'] },
      { machines: [old('Creating', 1, { spotRequestId: 'sir-1' })] },
      [],
    ],
  ])('%s', (_, seen, state, expected) => {
    expect(found(seen, state)).toEqual(expected);
  });
});

describe('jobs that wait in a group of many projects', () => {
  const GROUP = 9;
  const inGroup = someSettings({ runners: [aRunner({ scope: { kind: 'Group', id: GROUP } })] });
  function aGroup(projects: number): TestWorld {
    const t = new TestWorld(inGroup);
    for (let id = 1000; id < 1000 + projects; id += 1) {
      t.gitlab.projects.add({ id, path: `many/project-${id}`, groupId: GROUP });
    }
    return t;
  }
  const found = async (t: TestWorld) => [...(await t.world.store.readActive()).jobs].map(({ id }) => id);

  test.each([25, 250])(
    'of %i projects are found in each, within as many audits as it has hundreds',
    async (projects) => {
      const t = aGroup(projects);
      const pushed = [1000, 1000 + projects - 1].flatMap((id) =>
        t.gitlab.pipelines.push(id, [{ name: 'nightly' }]),
      );
      // Pushes in others: these two are not among those in which something happened lately.
      for (let id = 1001; id < 1022; id += 1)
        t.gitlab.pipelines.push(id, [{ name: 'unit', tags: ['windows'] }]);
      await t.clock.advance(61);
      for (let audits = 0; audits < Math.ceil(projects / 100); audits += 1)
        await audit(t.world, inGroup, SCALER);
      expect(await found(t)).toEqual(pushed.map(({ id }) => id));
    },
  );

  test('are looked for again and again, and first in those that were heard of lately', async () => {
    const t = aGroup(250);
    const asked: number[][] = [];
    const begins: (number | undefined)[] = [];
    const gitlab: typeof t.world.gitlab = {
      ...t.world.gitlab,
      pendingJobs: (scope, others, from) => {
        asked.push([...others]);
        begins.push(from);
        return t.world.gitlab.pendingJobs(scope, others, from);
      },
    };
    const event = { name: 'unit', status: 'pending', gitlabStatus: 'pending' } as const;
    await t.world.store.record({ ...event, id: 7, projectId: 1200, at: NOW });
    for (let audits = 0; audits < 4; audits += 1) {
      await audit({ ...t.world, gitlab }, inGroup, SCALER);
      const [job] = (await t.world.store.readActive()).jobs;
      if (job) await t.world.store.removeJob(job);
    }
    expect(begins).toEqual([0, 1, 2, 0]);
    expect(asked).toEqual([[1200], [1200], [1200], [1200]]);
  });

  test('are found although one project cannot be asked', async () => {
    const t = aGroup(25);
    const [job] = t.gitlab.pipelines.push(1024, [{ name: 'nightly' }]);
    await t.clock.advance(61);
    const gitlab = gitlabPort(t.gitlab, async ({ path }) => {
      if (path.startsWith('/projects/1003/')) throw new Error('GitLab answered 500');
    });
    await audit({ ...t.world, gitlab }, inGroup, SCALER);
    expect(await found(t)).toEqual([job?.id]);
    expect(t.errors).toEqual(['a project’s jobs cannot be looked at']);
  });
});

describe('jobs that wait and no webhook told of', () => {
  const waiting = (more: Partial<GitLabJob> = {}): GitLabJob => ({
    ...{ id: 7, projectId: 380, name: 'unit', status: 'pending', gitlabStatus: 'pending', tags: [], at: OLD },
    ...more,
  });

  test.each<[string, GitLabJob, State, number[]]>([
    ['one that is on no record', waiting(), aState(), [7]],
    ['one that is on record as created', waiting(), aState({ jobs: [aJob('created', 7)] }), [7]],
    ['not one that is on record', waiting(), aState({ jobs: [aJob('pending', 7)] }), []],
    ['not one that runs meanwhile', waiting(), aState({ jobs: [aJob('running', 7)] }), []],
    ['not one whose webhook may be on its way', waiting({ at: NOW - 60 }), aState(), []],
    ['not one that no runner of ours can run', waiting({ tags: ['windows'] }), aState(), []],
  ])('%s', (_, job, state, ids) => {
    expect(unheard([job], state, settings, NOW).map(({ id }) => id)).toEqual(ids);
  });
});

test.each([
  ['machine-1 of bastionless-dev', 'machine-1'],
  ['machine-1', undefined],
  ['machine-1 of bastionless-prod', undefined],
  ['machine-1 of bastionless-dev-2', undefined],
  ['', undefined],
])('%j describes the runner of %j', (description, name) => {
  expect(machineOfDescription(description, 'bastionless-dev')).toBe(name);
  if (name !== undefined) expect(runnerDescription(name, 'bastionless-dev')).toBe(description);
});

describe('an audit', () => {
  const aWorld = () => new TestWorld(settings);
  const run = (t: TestWorld, scaler = SCALER) => audit(t.world, settings, scaler);
  const up = (t: TestWorld) => t.ec2.instances().filter(({ state }) => state !== 'terminated');
  /** A machine that ran a job, without its record. */
  async function aStray(t: TestWorld) {
    const { machine, job } = await t.runJob();
    const stored = await t.world.store.machines.find(machine.instanceId);
    if (stored) await t.world.store.machines.remove(stored, NOW);
    await t.clock.advance(601);
    return { machine, job };
  }

  test('where all is well and nothing to do calls little, and changes nothing', async () => {
    const t = aWorld();
    const calls: string[] = [];
    const counted = <T extends object>(port: T): T =>
      new Proxy(port, {
        get(target, key) {
          const method = Reflect.get(target, key);
          if (typeof method !== 'function') return method;
          return (...args: unknown[]) => {
            calls.push(String(key));
            return method.apply(target, args);
          };
        },
      });
    const { store, ec2, gitlab } = t.world;
    const ports = { store: counted(store), ec2: counted(ec2), gitlab: counted(gitlab) };
    await run(t);
    await audit({ ...t.world, ...ports }, settings, SCALER);
    const listed = ['ownInstances', 'openSpotRequests', 'runnersOf'];
    expect(calls).toEqual([...listed, 'readActive', 'rotation', 'pendingJobs']);
  });

  test('records a job that waits unheard of, and a machine is launched for it', async () => {
    const t = aWorld();
    const [job] = t.gitlab.pipelines.push(PROJECT, [{ name: 'unit' }]);
    await run(t);
    expect([...(await t.world.store.readActive()).jobs]).toEqual([]);
    await t.clock.advance(61);
    await run(t);
    await run(t);
    expect([...(await t.world.store.readActive()).jobs]).toEqual([expect.objectContaining({ id: job?.id })]);
    expect(t.metrics.of('JobsFound')).toBe(1);
  });

  test('rings for GitLab’s silence once an audit, however many jobs wait unheard of', async () => {
    const t = aWorld();
    t.gitlab.pipelines.push(PROJECT, [{ name: 'unit' }, { name: 'lint' }]);
    await run(t);
    expect(t.metrics.of('GitLabFailures')).toBe(0);
    await t.clock.advance(61);
    await run(t);
    expect(t.metrics.of('JobsFound')).toBe(2);
    expect(t.metrics.of('GitLabFailures')).toBe(1);
  });

  test('records the others where one of these jobs cannot be written', async () => {
    const t = aWorld();
    const [good, bad] = t.gitlab.pipelines.push(PROJECT, [{ name: 'unit' }, { name: 'lint' }]);
    await t.clock.advance(61);
    const { store } = t.world;
    const record: typeof store.record = (event) =>
      event.id === bad?.id ? Promise.reject(new Error('refused')) : store.record(event);
    await audit({ ...t.world, store: { ...store, record } }, settings, SCALER);
    expect([...(await store.readActive()).jobs]).toEqual([expect.objectContaining({ id: good?.id })]);
    expect(t.errors).toEqual(['recording a job that no webhook told of failed']);
    await t.reconcile();
    expect(await t.machines()).toHaveLength(1);
  });

  test('takes a machine whose instance is gone unheard of off the record, and its job is retried', async () => {
    const t = aWorld();
    const { machine, job } = await t.runJob();
    t.ec2.end(machine.instanceId);
    await t.clock.advance(121);
    await run(t);
    await t.reconcile();
    expect((await t.machines()).map(({ instanceId }) => instanceId)).not.toContain(machine.instanceId);
    expect(t.gitlab.jobs.find(job.id)?.retried).toBe(true);
    expect(t.metrics.of('MachinesVanished')).toBe(1);
  });

  test('terminates a stray, once', async () => {
    const t = aWorld();
    const { job } = await aStray(t);
    const created = machineRunners(t.gitlab)[0];
    if (created) t.gitlab.runners.delete(created.id);
    expect(up(t)).toHaveLength(1);
    t.gitlab.pipelines.cancel(job.id);
    await run(t);
    await run(t);
    expect(up(t)).toEqual([]);
    expect(t.ec2.unclosedSpotRequests()).toEqual([]);
    expect(t.metrics.of('StraysTerminated')).toBe(1);
  });

  test('leaves a stray and its runner until its job has ended', async () => {
    const t = aWorld();
    const { machine, job } = await aStray(t);
    await run(t);
    expect(up(t)).toHaveLength(1);
    expect(t.gitlab.runners.find(machine.runnerId)?.paused).toBe(true);
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    await run(t);
    expect(up(t)).toEqual([]);
    expect(machineRunners(t.gitlab)).toEqual([]);
    expect(t.metrics.of('RunnersDeleted')).toBe(1);
  });

  test('leaves what is another deployment’s on the same GitLab, and what is nobody’s', async () => {
    const t = aWorld();
    const [one = aRunner()] = settings.runners;
    await t.world.gitlab.createRunner(one, 'machine-9 of bastionless-other');
    await t.world.gitlab.createRunner(one, 'a runner of somebody');
    const orphan = await t.world.gitlab.createRunner(one, `machine-9 of ${SCALER}`);
    await run(t);
    expect(t.gitlab.runners.find(orphan.id)).toBeUndefined();
    expect(machineRunners(t.gitlab)).toHaveLength(2);
    await run(t, 'bastionless-other');
    expect(machineRunners(t.gitlab).map(({ description }) => description)).toEqual(['a runner of somebody']);
  });

  test('leaves a runner that serves another project too, which GitLab does not let it delete', async () => {
    const open = aRunner({
      scope: { kind: 'Project', id: PROJECT },
      inGitLab: { isProtected: false, isLocked: false },
    });
    const t = new TestWorld(someSettings({ runners: [open] }));
    const { id } = await t.world.gitlab.createRunner(open, `machine-9 of ${SCALER}`);
    t.gitlab.projects.add({ id: PROJECT + 1, path: 'acme/site', groupId: 1 });
    t.gitlab.runners.enable(id, PROJECT + 1);
    await audit(t.world, t.settings, SCALER);
    expect(machineRunners(t.gitlab)).toMatchObject([{ id, paused: true }]);
    expect([t.errors, t.metrics.of('RunnersDeleted')]).toEqual([[], 0]);
  });

  test('has a machine leave whose runner somebody deleted, though no job waits', async () => {
    const t = aWorld();
    const { machine, job } = await t.runJob();
    t.gitlab.runners.delete(machine.runnerId);
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    await t.hear(job.id);
    await t.reconcile();
    await run(t);
    expect(t.metrics.of('RunnersMissing')).toBe(1);
    await t.reconcile();
    expect(await t.machines()).toEqual([]);
    expect(up(t)).toEqual([]);
  });

  test('but asks GitLab for the runner itself, for a list may lag behind', async () => {
    const t = aWorld();
    const { job } = await t.runJob();
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    await t.hear(job.id);
    await t.reconcile();
    await audit({ ...t.world, gitlab: { ...t.world.gitlab, runnersOf: async () => [] } }, settings, SCALER);
    expect(t.metrics.of('RunnersMissing')).toBe(0);
    expect((await t.machines()).map(({ fate }) => fate)).toEqual([undefined]);
  });

  test('cancels a spot request that was left open', async () => {
    const t = aWorld();
    t.ec2.leaveSpotRequestOpen();
    await run(t);
    expect(t.ec2.unclosedSpotRequests()).toEqual([]);
    expect(t.metrics.of('SpotRequestsCancelled')).toBe(1);
  });

  test('mends what it can see while GitLab is down, and the rest afterwards', async () => {
    const t = aWorld();
    await aStray(t);
    t.ec2.leaveSpotRequestOpen();
    const down = new Proxy(t.world.gitlab, { get: () => () => Promise.reject(new Error('GitLab is down')) });
    await audit({ ...t.world, gitlab: down }, settings, SCALER);
    expect(up(t)).toHaveLength(1);
    expect(t.metrics.of('SpotRequestsCancelled')).toBe(1);
    expect(t.errors.length).toBeGreaterThan(0);
  });

  test('a job on record that has vanished from GitLab is closed within an hour and some minutes', async () => {
    const t = aWorld();
    await t.push([{ name: 'unit' }]);
    await t.reconcile();
    const vanished = { ...t.world.gitlab, findJob: async () => undefined };
    for (let minute = 0; minute < 75; minute += 1) {
      await t.clock.advance(60);
      await reconcile({ ...t.world, gitlab: vanished }, settings);
    }
    expect([...(await t.world.store.readActive()).jobs]).toEqual([]);
  });
});
