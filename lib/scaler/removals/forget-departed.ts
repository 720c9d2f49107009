import { attempt } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { World } from '../ports/world.ts';
import type { State } from '../state/state.ts';

/** Seconds after which no call can still arrive that was made before: longer than a function runs. */
const REMEMBERED_FOR = 600;
const AT_ONCE = 10;
/** The next reconcile goes on. */
const MOST = 100;

/** Of machines that departed long ago, nothing stays on record: what is active does not grow with what was. */
export async function forgetDeparted(
  { store, clock, log }: Pick<World, 'store' | 'clock' | 'log'>,
  { departed = [] }: State,
): Promise<void> {
  const since = clock.now() - REMEMBERED_FOR;
  const over = departed.filter(({ at }) => at < since).slice(0, MOST);
  await mapConcurrently(
    over,
    ({ instanceId }) =>
      attempt(log, 'forgetting that a machine departed', { instanceId }, () =>
        store.machines.forget(instanceId),
      ),
    AT_ONCE,
  );
}
