import type { Settings } from '../../config/settings.ts';
import type { Store } from '../../scaler/ports/store.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { type Lately, NEWS } from './status.ts';

type Reading = Pick<Store, 'recentReports' | 'chargesBetween' | 'historiesOf'>;

/** Of the runners in config.toml, if there is one. */
export async function readLately(
  store: Reading,
  { settings }: { readonly settings?: Settings | undefined },
  now: UnixSeconds,
): Promise<Lately> {
  const [reports, charges, histories] = await Promise.all([
    store.recentReports(now - NEWS),
    store.chargesBetween(now - NEWS, now),
    store.historiesOf((settings?.runners ?? []).map(({ name }) => name)),
  ]);
  return { reports, charges, histories };
}
