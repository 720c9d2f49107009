import type { Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import type { World } from '../ports/world.ts';
import type { Setback } from '../state/launches/setback.ts';
import type { State } from '../state/state.ts';

/**
 * Ends the setbacks of runners of which a machine has run a job that was launched no earlier than the last that failed,
 * and of runners that there are no more. Answers with the state as it is then.
 */
export async function endSetbacks(
  { store, log }: Pick<World, 'store' | 'log'>,
  settings: Settings,
  state: State,
): Promise<State> {
  const { setbacks = [] } = state;
  const ended = new Set<Setback>();
  for (const setback of setbacks) {
    if (!isOver(setback, settings, state)) continue;
    const { runner, failed } = setback;
    const isDone = await attempt(log, 'ending a setback', { runner }, () => store.endSetback(setback));
    if (!isDone) continue;
    log.info('machines of a runner run jobs again', { runner, failed });
    ended.add(setback);
  }
  return ended.size === 0 ? state : { ...state, setbacks: setbacks.filter((one) => !ended.has(one)) };
}

function isOver(setback: Setback, { runners }: Settings, { machines }: State): boolean {
  const { runner, launchedAt } = setback;
  if (runners.every(({ name }) => name !== runner)) return true;
  return machines.some(
    (machine) => machine.runner === runner && machine.builds > 0 && machine.launchedAt >= launchedAt,
  );
}
