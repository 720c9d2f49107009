import { sum } from '../../../lib/scaler/state/sum.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { Fault } from '../../../lib/simulation/faults/faults.ts';
import type { FaultKind } from '../../../lib/simulation/faults/kinds.ts';
import { LONGEST_SPELLS } from '../../../lib/simulation/faults/weather.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Span } from './spans.ts';

/** Seconds after a spell until what it held up is done. */
export const AFTERWARDS = 120;
/** Seconds for which a fault of one machine lets that one stay without a job from then on, at most as long as there are faults. */
const OF_MACHINE: Partial<Record<FaultKind, number>> = {
  'machine never boots': 360,
  'machine freezes': 900,
  'runner deleted': 900,
  'silent runner deleted': 900,
  'runner paused': 900,
  'instance not shown': 120,
  'termination refused': Number.POSITIVE_INFINITY,
};
/** Seconds after which EC2 is asked again at the latest to terminate what it refused to: it may do so only then. */
const ASKED_AGAIN = 300;
/** Seconds by which a fault lets some machine stay without a job; every other fault VERY_FEW. */
const OF_ANY: Partial<Record<FaultKind, number>> = {
  'webhook lost': 90,
  'webhook delayed': 90,
  'EC2 event lost': 90,
  'wake-up lost': 60,
  'wake-up delayed': 60,
  'job not accepted': 120,
  'job accepted late': 60,
};
const VERY_FEW = 8;
/** And without any fault. */
const FEW = 600;
/** Seconds for which machines wait for a job that GitLab does not give them, or does not tell of. */
const HELD_IN_VAIN = 1200;

/** What faults explain of the time that machines are there without a job. */
interface Excuses {
  readonly spells: readonly Span[];
  /** Until when a machine may stay. */
  readonly ofMachine: ReadonlyMap<string, UnixSeconds>;
  readonly seconds: number;
}

export function excusesOf(
  faults: readonly Fault[],
  { hidden, switchedOn, outage, calmFrom }: Scenario,
  instanceOf: ReadonlyMap<number, string>,
): Excuses {
  const areHeld = [hidden, switchedOn, outage].some((plot) => plot !== undefined);
  const ofMachine = new Map<string, UnixSeconds>();
  for (const { kind, where, at } of faults) {
    const own = OF_MACHINE[kind];
    if (own === undefined) continue;
    const instanceId = instanceOf.get(Number(/^runner (\d+)$/.exec(where)?.[1])) ?? where;
    const afterwards = AFTERWARDS + (kind === 'termination refused' ? ASKED_AGAIN : 0);
    const until = Math.min(at + own, calmFrom + afterwards);
    ofMachine.set(instanceId, Math.max(ofMachine.get(instanceId) ?? 0, until));
  }
  const spells = faults.flatMap(({ kind, at }): Span[] => {
    const lasts = LONGEST_SPELLS.get(kind);
    return lasts === undefined ? [] : [{ from: at, to: Math.min(at + lasts, calmFrom) + AFTERWARDS }];
  });
  const ofAny = faults.filter(({ kind }) => OF_MACHINE[kind] === undefined && !LONGEST_SPELLS.has(kind));
  const seconds = sum(ofAny.map(({ kind }) => OF_ANY[kind] ?? VERY_FEW));
  return { spells, ofMachine, seconds: FEW + seconds + (areHeld ? HELD_IN_VAIN : 0) };
}
