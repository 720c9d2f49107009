import type { Fate } from './machine.ts';
import type { Log, MachineRecords } from './ports.ts';
import { fated } from './transitions.ts';

/** Writers of one record are few: a conflict that lasts longer than this is an error. */
const TRIES = 5;

/**
 * Puts on record what EC2 told of an instance's end. Instances that are not ours are none of our business.
 * Throws if the record keeps changing under us: EventBridge delivers the event again.
 */
export async function recordFate(
  { machines, log }: { readonly machines: MachineRecords; readonly log: Log },
  instanceId: string,
  fate: Fate,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const machine = await machines.find(instanceId);
    if (machine === undefined) return;
    const changed = fated(machine, fate);
    if (changed === machine) return;
    if (await machines.replace(changed)) {
      log.info('EC2 told of a machine', { machine: machine.name, reason: fate.reason });
      return;
    }
  }
  throw new Error(`the record of ${instanceId} kept changing`);
}
