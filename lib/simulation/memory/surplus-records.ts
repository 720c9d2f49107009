import type { SurplusRecords } from '../../scaler/ports/store.ts';
import { next } from './revision.ts';
import type { MemoryTable } from './table.ts';

export function surplusRecords(table: MemoryTable): SurplusRecords {
  return {
    async recordSurpluses(read) {
      if ((table.surpluses?.revision ?? 0) !== read.revision) return false;
      table.surpluses = table.keep(next(read));
      return true;
    },
  };
}
