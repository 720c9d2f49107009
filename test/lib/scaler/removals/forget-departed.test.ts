import { forgetDeparted } from '../../../../lib/scaler/removals/forget-departed.ts';
import { openMemoryStore } from '../../../../lib/simulation/memory/store.ts';
import { MemoryTable } from '../../../../lib/simulation/memory/table.ts';
import { aMachine, NOW, times } from '../../../builders/state.ts';

/** The machines that are still on record as departed, once what is over is forgotten at NOW. */
async function remembered(left: readonly number[]): Promise<number[]> {
  const store = openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' });
  for (const [number, at] of left.entries()) {
    const machine = aMachine('Removing', number);
    await store.machines.create(machine);
    await store.machines.remove(machine, at);
  }
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await forgetDeparted({ store, clock: { now: () => NOW }, log }, await store.readActive());
  return ((await store.readActive()).departed ?? []).map(({ at }) => at);
}

test.each([
  ['a machine that left just now is remembered', [NOW - 5], [NOW - 5]],
  ['for ten minutes', [NOW - 600, NOW - 601], [NOW - 600]],
  [
    'of very many some are left to the next reconcile',
    times(130, () => NOW - 700),
    times(30, () => NOW - 700),
  ],
])('%s', async (_, left, still) => {
  expect(await remembered(left)).toEqual(still);
});
