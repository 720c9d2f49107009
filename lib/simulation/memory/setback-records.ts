import type { SetbackRecords, Writer } from '../../scaler/ports/store.ts';
import type { Setback } from '../../scaler/state/setback.ts';
import { next } from './revision.ts';
import type { MemoryTable } from './table.ts';

export function setbackRecords(table: MemoryTable, writer: Writer): SetbackRecords {
  const { setbacks } = table;
  const isStill = ({ runner, revision }: Setback): boolean =>
    (setbacks.get(runner)?.revision ?? 0) === revision;
  return {
    async recordSetback(read) {
      if (!isStill(read)) return false;
      const setback = table.keep(next(read));
      setbacks.set(setback.runner, setback);
      table.tell(writer, { kind: 'Setback', setback });
      return true;
    },
    async endSetback(read) {
      if (!isStill(read)) return false;
      table.tellRemoved({ kind: 'Setback', setback: read });
      return setbacks.delete(read.runner);
    },
  };
}
