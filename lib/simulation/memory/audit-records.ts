import type { AuditRecords } from '../../scaler/ports/store.ts';
import type { MemoryTable } from './table.ts';

export function auditRecords({ rotations, keep }: MemoryTable): AuditRecords {
  return {
    rotation: async (of) => rotations.get(of),
    async recordRotation(of, rotation) {
      rotations.set(of, keep(rotation));
    },
  };
}
