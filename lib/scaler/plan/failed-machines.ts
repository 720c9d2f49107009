import type { RunnerSettings } from '../../config/settings.ts';
import type { Setback } from '../state/launches/setback.ts';
import type { Machine } from '../state/machines/machine.ts';
import type { UnixSeconds } from '../state/time.ts';
import { isStuck, notRegistered } from './removals/reasons.ts';

/** A machine that stood ready for this many seconds has started well: what ends it then is another matter. */
const WELL_AFTER = 300;

/**
 * Why a machine that is about to leave has failed before it ran a job; undefined if it has not: it has run one, or EC2
 * wanted it back, or it is not wanted any more.
 */
export function failureOf(machine: Machine, runner: RunnerSettings, now: UnixSeconds): string | undefined {
  const { state, builds, fate, since } = machine;
  if (builds > 0 || state === 'Used' || state === 'Removing') return undefined;
  if (isStuck(machine, runner, now)) return notRegistered(runner);
  if (fate === undefined || (fate.cause ?? 'Itself') !== 'Itself') return undefined;
  if (state === 'Idle' && fate.kind === 'Gone' && fate.at - since >= WELL_AFTER) return undefined;
  return fate.reason;
}

/** How many of the machines have failed, or are about to leave as such, and are not counted: what they show is not yet known. */
export function uncounted(machines: readonly Machine[], { counted }: Setback): number {
  return machines.filter(
    (machine) => machine.builds === 0 && hasFailed(machine) && !counted.includes(machine.instanceId),
  ).length;
}

function hasFailed(machine: Machine): boolean {
  if (machine.state === 'Removing' && machine.failure !== undefined) return true;
  const { fate } = machine;
  return fate !== undefined && (fate.cause ?? 'Itself') === 'Itself';
}
