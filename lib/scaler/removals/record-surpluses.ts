import { attempt } from '../calls/attempt.ts';
import type { Plan } from '../plan/plan.ts';
import type { Spared } from '../plan/removals/removals.ts';
import type { World } from '../ports/world.ts';
import type { State } from '../state/state.ts';

/**
 * Notes how many places are too many, and answers with what may leave: of what is too many nothing, unless that is on record.
 * The next round would count it once more, and so let go as many again.
 */
export async function recordSurpluses(
  { store, log }: Pick<World, 'store' | 'log'>,
  { surpluses }: State,
  { surpluses: noted, removals, retirements }: Plan,
): Promise<Spared> {
  const { all = [], revision = 0 } = surpluses ?? {};
  if (noted === all || noted.length + all.length === 0) return { removals, retirements };
  const isWritten = await attempt(log, 'noting how many machines are too many', {}, () =>
    store.recordSurpluses({ all: noted, revision }),
  );
  if (isWritten) return { removals, retirements };
  return {
    removals: removals.filter(({ isOfSurplus }) => !isOfSurplus),
    retirements: retirements.filter(({ isOfSurplus }) => !isOfSurplus),
  };
}
