import type { SetbackRecords, Writer } from '../../scaler/ports/store.ts';
import { isStill, next } from './revision.ts';
import type { MemoryTable } from './table.ts';

export function setbackRecords(table: MemoryTable, writer: Writer): SetbackRecords {
  const { setbacks } = table;
  return {
    async recordSetback(read) {
      if (!isStill(setbacks.get(read.runner), read)) return false;
      const setback = table.keep(next(read));
      setbacks.set(setback.runner, setback);
      table.tell(writer, { kind: 'Setback', setback });
      return true;
    },
    async endSetback(read) {
      if (!isStill(setbacks.get(read.runner), read)) return false;
      table.tellRemoved({ kind: 'Setback', setback: read });
      return setbacks.delete(read.runner);
    },
  };
}
