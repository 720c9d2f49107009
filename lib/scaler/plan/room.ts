import type { State } from '../state/state.ts';
import type { Held } from './launches.ts';
import type { Outlook } from './outlook.ts';
import type { PlannedRemoval } from './removals.ts';

/**
 * Machines that make room for another runner's waiting jobs where `concurrent` blocks those, in the state's
 * order. A machine that a job of its own runner will take stays. Machines that already leave count.
 */
export function planRoom(
  outlooks: readonly Outlook[],
  state: State,
  held: readonly Held[],
  concurrent: number,
): PlannedRemoval[] {
  const needy = held.filter(({ purpose, barrier }) => purpose === 'jobs' && barrier === 'concurrent');
  const leaving = state.machines.filter((machine) => machine.state === 'Removing').length;
  let wanted = needy.reduce((sum, { count }) => sum + count, 0) - leaving;
  const spare = new Map(
    outlooks.map(({ runner, tally, waiting }) => [runner.name, tally.available - waiting]),
  );
  const runners = needy.map(({ runner }) => runner).join(', ');
  const reason = `jobs wait for ${runners} and concurrent ${concurrent} is reached`;

  const removals: PlannedRemoval[] = [];
  for (const machine of state.machines) {
    const free = spare.get(machine.runner) ?? 0;
    if (wanted <= 0) break;
    if (machine.state !== 'Idle' || free <= 0) continue;
    removals.push({ machine, reason });
    spare.set(machine.runner, free - 1);
    wanted -= 1;
  }
  return removals;
}
