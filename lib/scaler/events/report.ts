import { stripVTControlCharacters } from 'node:util';
import { withoutSecrets } from '../../config/checks/secrets.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { MachineRecords, MachineReports } from '../ports/store.ts';
import { givingUp } from '../state/machines/transitions.ts';
import { changeMachine } from './change-machine.ts';

export interface Reporting {
  readonly machines: MachineRecords;
  readonly reports: Pick<MachineReports, 'recordReport'>;
  readonly clock: Clock;
  readonly log: Log;
}

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
  const change = await changeMachine(machines, instanceId, async (machine) => {
    const changed = givingUp(machine, lastWords);
    const { name, runner } = machine;
    if (changed !== machine)
      await reports.recordReport({ instanceId, machine: name, runner, lines, ...lastWords });
    return changed;
  });
  if (change.kind === 'NoMachine') return false;
  const { name, runner } = change.machine;
  if (change.kind === 'Changed')
    log.warn('machine gives up', { machine: name, runner, reason: lastWords.reason });
  return true;
}
