import type { MachineRecords } from '../ports/store.ts';
import type { Machine } from '../state/machines/machine.ts';

/** What came of it; the machine as it was found, or as it was written. */
type Change =
  | { readonly kind: 'NoMachine' }
  | { readonly kind: 'Unchanged' | 'Changed'; readonly machine: Machine };

/** Few functions write one record: if the conflict lasts longer than this, something is wrong. */
const TRIES = 5;

/**
 * Changes the machine's record; where another function has written meanwhile, what that wrote. Throws Error if the record
 * keeps changing under us.
 *
 * @param change answers with the machine that it was given where there is nothing to write
 */
export async function changeMachine(
  machines: MachineRecords,
  instanceId: string,
  change: (machine: Machine) => Machine | Promise<Machine>,
): Promise<Change> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const machine = await machines.find(instanceId);
    if (machine === undefined) return { kind: 'NoMachine' };
    const changed = await change(machine);
    if (changed === machine) return { kind: 'Unchanged', machine };
    if (await machines.replace(changed)) return { kind: 'Changed', machine: changed };
  }
  throw new Error(`the record of ${instanceId} kept changing`);
}
