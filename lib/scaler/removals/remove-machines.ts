import pMap from 'p-map';
import { isStuck } from '../plan/removal-reasons.ts';
import type { PlannedRemoval } from '../plan/removals.ts';
import { attempt } from '../ports/attempt.ts';
import type { World } from '../ports/world.ts';
import type { RemovingMachine } from '../state/machine.ts';
import { removing, used } from '../state/transitions.ts';
import { type Known, rescueJobs } from './rescue.ts';

const AT_ONCE = 5;

type Removal = Pick<World, 'store' | 'ec2' | 'gitlab' | 'clock' | 'log' | 'metrics'>;

/** Removes the machines that turn out to be free; those that run a job after all are Used again. */
export async function removeMachines(
  world: Removal,
  known: Known,
  removals: readonly PlannedRemoval[],
): Promise<void> {
  const marked = await pMap(removals, (removal) => mark(world, known, removal), { concurrency: AT_ONCE });
  await finishRemovals(
    world,
    known,
    marked.filter((machine) => machine !== undefined),
  );
}

/** The rest of a removal, once Removing is on record. It may start again from the beginning at any point. */
export async function finishRemovals(
  world: Removal,
  known: Known,
  machines: readonly RemovingMachine[],
): Promise<void> {
  const free = await pMap(machines, (machine) => isFree(world, machine), { concurrency: AT_ONCE });
  const leaving = machines.filter((_, index) => free[index]);
  if (leaving.length === 0) return;
  const ended = await endInstances(world, leaving);
  await pMap(ended, (machine) => close(world, known, machine), { concurrency: AT_ONCE });
}

/** Only a machine that is unchanged since the decision is marked: one that was given a job is not. */
async function mark(world: Removal, { settings }: Known, { machine, reason }: PlannedRemoval) {
  const { store, clock, log, metrics } = world;
  const marked = removing(machine, reason, clock.now());
  const fields = { machine: machine.name, runner: machine.runner, reason };
  const written = await attempt(log, 'marking a machine as Removing', fields, () =>
    store.machines.replace(marked),
  );
  if (!written) return undefined;
  log.info('removing a machine', fields);
  const runner = settings.runners.find(({ name }) => name === machine.runner);
  if (runner && isStuck(machine, runner, clock.now())) metrics.count('MachinesStuck', fields);
  return { ...marked, revision: marked.revision + 1 };
}

/**
 * A paused runner gets no new job; only then is GitLab asked whether it got one just before. Only GitLab hands
 * out jobs, so only this order makes the answer final.
 */
async function isFree(world: Removal, machine: RemovingMachine): Promise<boolean> {
  const { runnerId } = machine;
  if (runnerId === undefined || machine.fate?.kind === 'Gone') return true;
  const free = await attempt(
    world.log,
    'making sure that a machine is free',
    { machine: machine.name },
    async () => {
      if (!(await world.gitlab.pauseRunner(runnerId))) return true;
      const [job] = await world.gitlab.runningJobs(runnerId);
      if (job === undefined) return true;
      await world.store.record(job);
      await takeBack(world, { ...machine, runnerId }, job.id);
      world.log.info('a machine runs a job after all', { machine: machine.name, job: job.id });
      return false;
    },
  );
  return free ?? false;
}

/** A machine that EC2 will take finishes the job that it was given, and takes no other. */
async function takeBack(
  { store, gitlab, clock }: Removal,
  machine: RemovingMachine & { readonly runnerId: number },
  jobId: number,
): Promise<void> {
  const { isPaused: _, ...again } = used(machine, jobId, clock.now());
  if (machine.fate === undefined) await gitlab.resumeRunner(machine.runnerId);
  await store.machines.replace(machine.fate === undefined ? again : { ...again, isPaused: true });
}

/** Answers with the machines whose instances are ended: one that cannot be is tried again, and holds up no other. */
async function endInstances(
  world: Removal,
  machines: readonly RemovingMachine[],
): Promise<readonly RemovingMachine[]> {
  const { ec2, log } = world;
  const alive = machines.filter((machine) => !isTerminated(machine)).map(({ instanceId }) => instanceId);
  const refused = await attempt(log, 'terminating machines', { machines: alive.length }, async () =>
    alive.length === 0 ? [] : ec2.terminate(alive),
  );
  for (const { id, reason } of refused ?? []) log.error('a machine cannot be terminated', { id, reason });
  const left = new Set(refused?.map(({ id }) => id) ?? alive);
  const ended = machines.filter(({ instanceId }) => !left.has(instanceId));
  await cancelRequests(world, ended);
  return ended;
}

/** A request closes with its instance. One that is left open all the same is for the audit to find. */
async function cancelRequests({ ec2, log }: Removal, machines: readonly RemovingMachine[]): Promise<void> {
  const requests = machines.flatMap(({ spotRequestId }) => spotRequestId ?? []);
  if (requests.length === 0) return;
  await attempt(log, 'cancelling spot requests', { requests: requests.length }, async () => {
    for (const { id, reason } of await ec2.cancelSpotRequests(requests))
      log.info('a spot request was not cancelled', { id, reason });
  });
}

/** What EC2 has forgotten it refuses to terminate. */
const isTerminated = ({ fate }: RemovingMachine): boolean => fate?.kind === 'Gone' && !fate.mayBeThere;

async function close(world: Removal, known: Known, machine: RemovingMachine): Promise<void> {
  const rescued = await rescueJobs(world, known, machine);
  if (rescued !== undefined) await forget(world, rescued);
}

async function forget({ store, gitlab, log, metrics }: Removal, machine: RemovingMachine): Promise<void> {
  const fields = { machine: machine.name, runner: machine.runner, builds: machine.builds };
  await attempt(log, 'forgetting a machine', fields, async () => {
    if (machine.runnerId !== undefined) await gitlab.deleteRunner(machine.runnerId);
    if (!(await store.machines.remove(machine))) return;
    log.info('machine removed', { ...fields, reason: machine.reason });
    metrics.count('MachinesRemoved', { runner: machine.runner, reason: machine.reason });
  });
}
