import type { Store } from '../../scaler/ports/store.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { readLately } from './lately.ts';
import type { StatusReport } from './report.ts';
import { statusReport } from './status.ts';

/** Reads the table, and reports. Rejects if it cannot be read. */
export async function readStatus(
  store: Store,
  deployment: Deployment,
  now: UnixSeconds,
): Promise<StatusReport> {
  const [active, lately] = await Promise.all([store.readActive(), readLately(store, deployment, now)]);
  const { histories } = lately;
  const state = { ...active, habits: await store.habitsOf([...active.jobs]), histories };
  return statusReport(state, deployment.settings, now, lately);
}
