import { stripVTControlCharacters } from 'node:util';
import { withoutSecrets } from '../../config/checks/secrets.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { MachineRecords, MachineReports } from '../ports/store.ts';
import { givingUp } from '../state/machines/transitions.ts';

export interface Reporting {
  readonly machines: MachineRecords;
  readonly reports: Pick<MachineReports, 'recordReport'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Few functions write one record: if the conflict lasts longer than this, something is wrong. */
const TRIES = 5;
const LONGEST_REASON = 300;
/** What is left of control characters when colours are gone, which gitlab-runner uses whoever reads it. */
const CONTROLS = /(?!\n)\p{Cc}/gu;

/**
 * A machine says why it powers itself off: first its reason, and then its last lines. It counts as lost from now on,
 * whatever EC2 says later. Answers whether it is a machine of ours. Throws if its record keeps changing under us: the
 * machine reports again.
 */
export async function recordReport(ports: Reporting, instanceId: string, text: string): Promise<boolean> {
  const { machines, reports, clock, log } = ports;
  const plain = withoutSecrets(stripVTControlCharacters(text).replaceAll(CONTROLS, ' '));
  const [first = '', ...lines] = plain.trimEnd().split('\n');
  const lastWords = { at: clock.now(), reason: first.slice(0, LONGEST_REASON) || 'it did not say why' };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const machine = await machines.find(instanceId);
    if (machine === undefined) return false;
    const changed = givingUp(machine, lastWords);
    if (changed === machine) return true;
    await reports.recordReport({
      ...{ instanceId, machine: machine.name, runner: machine.runner, lines },
      ...lastWords,
    });
    if (!(await machines.replace(changed))) continue;
    log.warn('machine gives up', { machine: machine.name, runner: machine.runner, reason: lastWords.reason });
    return true;
  }
  throw new Error(`the record of ${instanceId} kept changing`);
}
