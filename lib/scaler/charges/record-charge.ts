import { attempt } from '../calls/attempt.ts';
import type { World } from '../ports/world.ts';
import type { Charge } from '../state/machines/charge.ts';

/** Puts a charge on record, and counts it. One that cannot be written is told, and holds up nothing. */
export async function recordCharge(
  { store, log, metrics }: Pick<World, 'store' | 'log' | 'metrics'>,
  charge: Charge,
): Promise<void> {
  const { machine, runner, job, dollars } = charge;
  const fields = { machine, ...(job !== undefined && { job: job.id }) };
  await attempt(log, 'recording what a machine’s time cost', fields, async () => {
    await store.recordCharge(charge);
    if (dollars !== undefined) metrics.count('MachineDollars', { runner }, dollars);
  });
}
