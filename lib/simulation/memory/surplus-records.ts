import type { SurplusRecords } from '../../scaler/ports/store.ts';
import { isStill, next } from './revision.ts';
import type { MemoryTable } from './table.ts';

export function surplusRecords(table: MemoryTable): SurplusRecords {
  return {
    async recordSurpluses(read) {
      if (!isStill(table.surpluses, read)) return false;
      table.surpluses = table.keep(next(read));
      return true;
    },
  };
}
