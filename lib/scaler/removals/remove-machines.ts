import { attempt } from '../calls/attempt.ts';
import type { Budget } from '../calls/budget.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import { recordCharge } from '../charges/record-charge.ts';
import { failureOf } from '../plan/failed-machines.ts';
import type { PlannedRemoval } from '../plan/removals/removals.ts';
import type { NotDone } from '../ports/ec2.ts';
import type { World } from '../ports/world.ts';
import { growingWait, type Waits } from '../state/growing-wait.ts';
import { restOf } from '../state/machines/charge.ts';
import type { Machine, RemovingMachine } from '../state/machines/machine.ts';
import { removing } from '../state/machines/transitions.ts';
import { isFree } from './is-free.ts';
import type { Known } from './known.ts';
import { noteFailures } from './note-failures.ts';
import { rescueJobs } from './rescue.ts';

const AT_ONCE = 5;
/** Machines that leave together, from the first step to the last: so however many there are, some have left. */
const TOGETHER = 20;
/** Before EC2 is asked again to terminate a machine: what it refuses, as by a missing right, people must put right. */
const REFUSED: Waits = { first: 60, longest: 300 };

type Removal = Pick<World, 'store' | 'ec2' | 'gitlab' | 'clock' | 'random' | 'log' | 'metrics'>;

/** The machines that have left, and whether the budget was too small for all of them. */
interface Removed {
  readonly left: readonly Machine[];
  readonly isMoreToRemove: boolean;
}

/**
 * Removes the machines that turn out to be free; those that run a job after all are Used again. First what is decided
 * now, then what an earlier reconcile began: of that first what was tried least.
 *
 * @param begun those of which it is on record that they leave
 */
export async function removeMachines(
  world: Removal,
  known: Known,
  begun: readonly RemovingMachine[],
  removals: readonly PlannedRemoval[],
  budget: Budget,
): Promise<Removed> {
  const now = world.clock.now();
  const leastTried = begun
    .filter(({ refused }) => refused === undefined || now >= refused.againAt)
    .toSorted((one, other) => one.revision - other.revision);
  const takings = [
    ...removals.map((removal) => () => mark(world, known, removal)),
    ...leastTried.map((machine) => () => claim(world, machine)),
  ];
  const left: Machine[] = [];
  for (let first = 0; first < takings.length; first += TOGETHER) {
    if (budget.isUsedUp()) return { left, isMoreToRemove: left.length > 0 };
    const some = takings.slice(first, first + TOGETHER);
    const taken = await mapConcurrently(some, (take) => take(), AT_ONCE);
    const present = taken.filter((machine) => machine !== undefined);
    left.push(...(await finishRemovals(world, known, present)));
  }
  return { left, isMoreToRemove: false };
}

/**
 * The rest of a removal, once Removing is on record. It may start again from the beginning at any point. Answers with
 * those that have left.
 */
export async function finishRemovals(
  world: Removal,
  known: Known,
  machines: readonly RemovingMachine[],
): Promise<readonly Machine[]> {
  const free = await mapConcurrently(machines, (machine) => isFree(world, known, machine), AT_ONCE);
  const leaving = machines.filter((_, index) => free[index]);
  if (leaving.length === 0) return [];
  const ended = await noteFailures(world, known, await endInstances(world, leaving));
  const left = await mapConcurrently(ended, (machine) => close(world, known, machine), AT_ONCE);
  return ended.filter((_, index) => left[index]);
}

/**
 * A removal that another reconcile began, and may still be at, is taken over by a write: then the other can no longer
 * take the machine back into use, which it may do on what GitLab told it before.
 */
async function claim(
  { store, log }: Removal,
  machine: RemovingMachine,
): Promise<RemovingMachine | undefined> {
  const claimed = await attempt(log, 'taking over a removal', { machine: machine.name }, () =>
    store.machines.replace(machine),
  );
  return claimed ? { ...machine, revision: machine.revision + 1 } : undefined;
}

/** Only a machine that is unchanged since the decision is marked: one that was given a job is not. */
async function mark(world: Removal, { settings }: Known, { machine, reason }: PlannedRemoval) {
  const { store, clock, log } = world;
  const runner = settings.runners.find(({ name }) => name === machine.runner);
  const failure = runner && failureOf(machine, runner, clock.now());
  const marked = { ...removing(machine, reason, clock.now()), ...(failure !== undefined && { failure }) };
  const fields = { machine: machine.name, runner: machine.runner, reason };
  const written = await attempt(log, 'marking a machine as Removing', fields, () =>
    store.machines.replace(marked),
  );
  if (!written) return undefined;
  log.info('removing a machine', fields);
  return { ...marked, revision: marked.revision + 1 };
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
  const machineOf = new Map(machines.map((machine) => [machine.instanceId, machine]));
  const note = async ({ id, reason }: NotDone) => {
    const machine = machineOf.get(id);
    if (machine !== undefined) await noteRefusal(world, machine, reason);
  };
  await mapConcurrently(refused ?? [], note, AT_ONCE);
  const left = new Set(refused?.map(({ id }) => id) ?? alive);
  const ended = machines.filter(({ instanceId }) => !left.has(instanceId));
  await cancelRequests(world, ended);
  return ended;
}

/** So that it is told, and EC2 and GitLab are asked, ever less often. */
async function noteRefusal(
  { store, clock, log }: Removal,
  machine: RemovingMachine,
  reason: string,
): Promise<void> {
  const times = (machine.refused?.times ?? 0) + 1;
  const seconds = growingWait(times, REFUSED);
  const { instanceId, name, runner } = machine;
  log.error('a machine cannot be terminated', { id: instanceId, machine: name, runner, reason, times });
  const refused = { times, againAt: clock.now() + seconds };
  await attempt(log, 'noting that a machine cannot be terminated', { machine: name }, () =>
    store.machines.replace({ ...machine, refused }),
  );
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

async function close(world: Removal, known: Known, machine: RemovingMachine): Promise<boolean> {
  const rescued = await rescueJobs(world, known, machine);
  return rescued !== undefined && (await forget(world, rescued)) === true;
}

/** True if it has left. */
async function forget(
  { store, gitlab, clock, log, metrics }: Removal,
  machine: RemovingMachine,
): Promise<boolean | undefined> {
  const fields = { machine: machine.name, runner: machine.runner, builds: machine.builds };
  return attempt(log, 'forgetting a machine', fields, async () => {
    if (machine.runnerId !== undefined) await deleteRunner({ gitlab, log }, machine, machine.runnerId);
    const now = clock.now();
    await recordCharge({ store, log, metrics }, restOf(machine, now));
    if (!(await store.machines.remove(machine, now))) return false;
    log.info('machine removed', { ...fields, reason: machine.reason });
    metrics.count('MachinesRemoved', { runner: machine.runner, reason: machine.reason });
    return true;
  });
}

/** One that GitLab does not let us delete is paused, and no reason to keep the machine on record. */
async function deleteRunner(
  { gitlab, log }: Pick<Removal, 'gitlab' | 'log'>,
  { name, runner }: RemovingMachine,
  runnerId: number,
): Promise<void> {
  const deletion = await gitlab.deleteRunner(runnerId);
  if (deletion.kind === 'Deleted') return;
  log.warn('a runner stays in GitLab', { machine: name, runner, runnerId, reason: deletion.reason });
}
