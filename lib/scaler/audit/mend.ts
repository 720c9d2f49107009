import type { Settings } from '../../config/settings.ts';
import { pauseAndAsk } from '../calls/runner-use.ts';
import { recordNews } from '../events/ec2-news.ts';
import type { NotDone, OwnInstance } from '../ports/ec2.ts';
import type { GitLab } from '../ports/gitlab.ts';
import type { World } from '../ports/world.ts';
import type { Finding } from './finding.ts';

type Mending = Pick<World, 'store' | 'ec2' | 'gitlab' | 'clock' | 'log' | 'metrics'>;
type Found<K extends Finding['kind']> = Extract<Finding, { kind: K }>;

/**
 * Makes the world and the records agree again. Each step may be repeated; what has mended itself meanwhile is
 * left alone.
 */
export async function mend(world: Mending, settings: Settings, finding: Finding): Promise<void> {
  switch (finding.kind) {
    case 'Vanished':
      return close(world, settings, finding);
    case 'Stray':
      return terminate(world, finding);
    case 'OrphanRunner':
      return deleteRunner(world, finding);
    case 'DeletedRunner':
      return doom(world, finding);
    case 'OpenSpotRequest':
      return cancel(world, finding);
  }
}

/** Records the end as if EC2 had reported it: the reconciler then removes the machine and rescues its jobs. */
async function close(
  world: Mending,
  settings: Settings,
  { machine, reason }: Found<'Vanished'>,
): Promise<void> {
  const { store, clock, log, metrics } = world;
  const ports = { machines: store.machines, log, metrics };
  const { instanceId } = machine;
  await recordNews(ports, settings, { kind: 'End', instanceId, at: clock.now(), state: reason });
  metrics.count('MachinesVanished', { runner: machine.runner, reason });
}

async function terminate(world: Mending, { instance, runnerId, reason }: Found<'Stray'>): Promise<void> {
  const { store, ec2, gitlab, log, metrics } = world;
  const { instanceId, runner, spotRequestId } = instance;
  if (runnerId !== undefined && (await useOf(gitlab, runnerId)) === 'Busy') {
    log.warn('a stray instance runs a job, and is left until that has ended', { instanceId, runner });
    return;
  }
  if ((await store.machines.find(instanceId)) !== undefined || !(await isThere(ec2, instance))) return;
  await done(ec2.terminate([instanceId]));
  if (spotRequestId !== undefined) await done(ec2.cancelSpotRequests([spotRequestId]));
  log.warn('a stray instance is terminated', { instanceId, runner, reason });
  metrics.count('StraysTerminated', { runner, reason });
}

/** It may have been on its way out when it was listed. */
async function isThere(ec2: World['ec2'], { instanceId, launchId }: OwnInstance): Promise<boolean> {
  const instances = await ec2.instancesOf(launchId);
  return instances.some((one) => one.instanceId === instanceId && one.state !== 'shutting-down');
}

async function deleteRunner(world: Mending, { runner, reason }: Found<'OrphanRunner'>): Promise<void> {
  const { gitlab, log, metrics } = world;
  const fields = { runnerId: runner.id, machine: runner.machine };
  const use = await useOf(gitlab, runner.id);
  if (use === 'Gone') return;
  if (use === 'Busy') {
    log.warn('a runner without a machine runs a job, and is left until that has ended', fields);
    return;
  }
  const deletion = await gitlab.deleteRunner(runner.id);
  if (deletion.kind === 'Refused') {
    log.warn('a runner stays in GitLab', { ...fields, reason: deletion.reason });
    return;
  }
  log.warn('a runner without a machine is deleted', { ...fields, reason });
  metrics.count('RunnersDeleted', { reason });
}

async function useOf(gitlab: GitLab, runnerId: number): Promise<'Gone' | 'Busy' | 'Free'> {
  const { kind } = await pauseAndAsk(gitlab, runnerId);
  return kind === 'Gone' || kind === 'Free' ? kind : 'Busy';
}

/** A list may lag behind, or be too long: GitLab is asked for the one. */
async function doom(
  { store, gitlab, clock, log, metrics }: Mending,
  { machine, reason }: Found<'DeletedRunner'>,
): Promise<void> {
  if ((await gitlab.lastContact(machine.runnerId)).kind !== 'NoRunner') return;
  const fate = { kind: 'Doomed', at: clock.now(), cause: 'People', reason } as const;
  if (!(await store.machines.replace({ ...machine, fate }))) return;
  log.warn('a machine can take no jobs', { machine: machine.name, runner: machine.runner, reason });
  metrics.count('RunnersMissing', { runner: machine.runner, reason });
}

async function cancel(world: Mending, { spotRequestId, reason }: Found<'OpenSpotRequest'>): Promise<void> {
  const { ec2, log, metrics } = world;
  await done(ec2.cancelSpotRequests([spotRequestId]));
  log.warn('a spot request is cancelled', { spotRequestId, reason });
  metrics.count('SpotRequestsCancelled', { reason });
}

/** Throws if EC2 refuses. */
async function done(call: Promise<readonly NotDone[]>): Promise<void> {
  for (const { id, reason } of await call) throw new Error(`EC2 refuses it for ${id}: ${reason}`);
}
