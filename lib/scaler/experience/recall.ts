import type { Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import { withinSight } from '../plan/foresight/within-sight.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { byStatus } from '../state/jobs/by-status.ts';
import type { State } from '../state/state.ts';

interface Recalling {
  readonly store: Pick<Store, 'habitsOf' | 'historiesOf'>;
  readonly log: Log;
}

/**
 * The state with what was learned of jobs like those that come, as far as they are within sight: in a backlog few are.
 * Without it nothing is foreseen, and all else goes on.
 */
export async function recall({ store, log }: Recalling, settings: Settings, state: State): Promise<State> {
  const { runners } = settings;
  const isOn = runners.some(({ lookahead }) => lookahead.isOn);
  const jobs = byStatus(state.jobs);
  if (!isOn || jobs.created.length === 0) return state;
  const names = withinSight(jobs, settings);
  const learned = await attempt(log, 'recalling what jobs did', { jobs: names.length }, async () => ({
    habits: await store.habitsOf(names),
    histories: await store.historiesOf(runners.map(({ name }) => name)),
  }));
  return { ...state, ...learned };
}
