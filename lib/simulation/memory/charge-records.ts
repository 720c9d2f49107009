import type { ChargeRecords } from '../../scaler/ports/store.ts';
import type { MemoryTable } from './table.ts';

export function chargeRecords({ charges, keep }: MemoryTable): ChargeRecords {
  return {
    async recordCharge(charge) {
      charges.set(`${charge.instanceId} ${charge.job?.id ?? 'rest'}`, keep(charge));
    },
    chargesBetween: async (since, until) =>
      [...charges.values()].filter(({ at }) => at >= since && at < until),
  };
}
