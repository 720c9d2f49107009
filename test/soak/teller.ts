import { DateTime } from 'luxon';
import type { Clock } from '../../lib/scaler/ports/clock.ts';
import type { UnixSeconds } from '../../lib/scaler/state/time.ts';
import { nameOf } from '../../lib/simulation/faults/faults.ts';
import type { Observer } from '../../lib/simulation/world/observer.ts';

/** Tells what happens in a world, a line each, with the time. */
export function teller(clock: Clock, say: (line: string) => void, withCalls: boolean): Observer {
  const tell = (what: string): void => say(`${shownTime(clock.now())}  ${what}`);
  return {
    onFault: (fault) => tell(`FAULT     ${nameOf(fault)}`),
    onJob: ({ id, status, runnerId }) =>
      tell(`job       ${id} ${status}${runnerId === undefined ? '' : ` on runner ${runnerId}`}`),
    onInstance: ({ instanceId, state }) => tell(`instance  ${instanceId} ${state}`),
    onMachine: ({ name, state, reason, builds }) =>
      tell(`machine   ${name} ${state}, ${builds} builds: ${reason}`),
    onMachineRemoved: ({ name }) => tell(`machine   ${name} is off the record`),
    onLog: (level, message, fields) => {
      if (level !== 'info') tell(`log       ${message} ${JSON.stringify(fields)}`);
    },
    onCall: ({ caller, port, method, args }) => {
      if (withCalls) tell(`call      ${caller}: ${port}.${method}(${args.map(shown).join(', ')})`);
    },
  };
}

const LONGEST = 120;

const shown = (argument: unknown): string => (JSON.stringify(argument) ?? '').slice(0, LONGEST);

export const shownTime = (at: UnixSeconds): string =>
  DateTime.fromSeconds(at, { zone: 'utc' }).toFormat('HH:mm:ss.SSS');
