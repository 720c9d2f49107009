import type { DrainSwitch } from '../../scaler/ports/store.ts';
import type { Drain } from '../../scaler/state/drain.ts';
import type { MemoryTable } from './table.ts';

export function drainSwitch(table: MemoryTable): DrainSwitch {
  const write = (drain: Drain | undefined): true => {
    table.drain = drain && table.keep(drain);
    table.tell('operator', { kind: 'Drain' });
    return true;
  };
  return {
    startDrain: async (drain) => table.drain === undefined && write(drain),
    endDrain: async () => table.drain !== undefined && write(undefined),
  };
}
