import { audit } from '../../../../lib/scaler/audit/audit.ts';
import { reconcile } from '../../../../lib/scaler/reconcile.ts';
import { machineRunners } from '../../../builders/machine-runners.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { NOW } from '../../../builders/state.ts';
import { PROJECT, SCALER, TestWorld } from '../a-world.ts';

const settings = someSettings({ runners: [aRunner({ limit: 5 })] });

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

  test('lets an instance be whose record is written meanwhile', async () => {
    const t = aWorld();
    const { machine, job } = await t.runJob();
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    const { machines } = t.world.store;
    const stored = await machines.find(machine.instanceId);
    if (stored === undefined) throw new Error('there is no machine');
    await machines.remove(stored, NOW);
    await machines.forget(machine.instanceId);
    await t.clock.advance(601);
    const pauseRunner: typeof t.world.gitlab.pauseRunner = async (runnerId) => {
      await machines.create(stored);
      return t.world.gitlab.pauseRunner(runnerId);
    };
    await audit({ ...t.world, gitlab: { ...t.world.gitlab, pauseRunner } }, settings, SCALER);
    expect(up(t)).toHaveLength(1);
  });

  test('does not say that a stray is terminated where EC2 refuses it', async () => {
    const t = aWorld();
    const { job } = await aStray(t);
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    t.ec2.terminate = async (ids) => ids.map((id) => ({ id, reason: 'UnauthorizedOperation: no' }));
    await run(t);
    expect(t.metrics.of('StraysTerminated')).toBe(0);
    expect(t.errors).toContain('mending what an audit found failed');
  });

  test('lets a stray be that ends since it was listed', async () => {
    const t = aWorld();
    const { machine, job } = await aStray(t);
    t.gitlab.updateJob(job.id, job.token, { state: 'success' });
    const pauseRunner: typeof t.world.gitlab.pauseRunner = (runnerId) => {
      t.ec2.end(machine.instanceId);
      return t.world.gitlab.pauseRunner(runnerId);
    };
    await audit({ ...t.world, gitlab: { ...t.world.gitlab, pauseRunner } }, settings, SCALER);
    expect(up(t)).toEqual([]);
    expect(t.metrics.of('StraysTerminated')).toBe(0);
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
