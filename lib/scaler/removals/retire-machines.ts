import { attempt } from '../calls/attempt.ts';
import type { Budget } from '../calls/budget.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { Retirement } from '../plan/removals/removals.ts';
import type { World } from '../ports/world.ts';

const AT_ONCE = 5;

type Retiring = Pick<World, 'store' | 'gitlab' | 'log'>;

/**
 * Pauses the runners of machines that have places to spare: each finishes its jobs and leaves then. It is on record first:
 * a machine that is given no jobs and of which nobody knew that would keep jobs waiting.
 */
export async function retireMachines(
  world: Retiring,
  retirements: readonly Retirement[],
  budget: Budget,
): Promise<void> {
  await mapConcurrently(retirements, (one) => (budget.isUsedUp() ? undefined : retire(world, one)), AT_ONCE);
}

/** One whose runner could not be paused goes on, and leaves all the same as soon as it has no job. */
async function retire({ store, gitlab, log }: Retiring, { machine, reason }: Retirement): Promise<void> {
  const fields = { machine: machine.name, runner: machine.runner, reason };
  await attempt(log, 'retiring a machine', fields, async () => {
    if (!(await store.machines.replace({ ...machine, isPaused: true }))) return;
    await gitlab.pauseRunner(machine.runnerId);
    log.info('a machine takes no other job', fields);
  });
}
