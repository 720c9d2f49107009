import type { Charge } from '../../../lib/scaler/state/machines/charge.ts';
import { sumOf } from '../../../lib/scaler/state/sum.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import { LONGEST_SPELLS } from '../../../lib/simulation/faults/weather.ts';
import type { Check } from './breach.ts';
import { INEXACT } from './passings.ts';
import type { Span } from './spans.ts';

/** EC2 takes a minute at least. */
const LEAST_PAID = 60;
/** Seconds from the request for a machine until EC2 has it. */
const ASKED_BEFORE = 30;
/** Seconds for which the end of an instance may be unknown: until then it is charged for, or goes by what is found then. */
const UNKNOWN_FOR = 1800;

interface Life {
  readonly from: UnixSeconds;
  readonly to?: UnixSeconds;
}

/** How the log says that a charge could not be put on record. */
const UNWRITTEN = 'recording what a machine’s time cost failed';

/** Seconds after which two reconcilers no longer write over each other. */
const APART_AFTER = 120;

/**
 * Rule 9: what jobs and runners are charged with is no more than EC2 had of their machines. Where two reconcilers are at work,
 * one may have written a charge before the other changed its machine: nobody takes that back. Nor does anybody where a charge
 * could not be written over what an earlier try had left.
 */
export const charges: Check = ({ world, report }) => {
  const lives = new Map<string, Life>();
  const splits: Span[] = [];
  const unwritten = new Set<unknown>();
  return {
    onFault: ({ kind, at }) => {
      const lasts = LONGEST_SPELLS.get(kind) ?? 0;
      if (kind === 'partition split') splits.push({ from: at, to: at + lasts + APART_AFTER });
    },
    onLog: (_, message, fields) => {
      if (message === UNWRITTEN) unwritten.add(fields?.['machine']);
    },
    onInstance: ({ instanceId, state }) => {
      const now = world().clock.now();
      if (state === 'pending') lives.set(instanceId, { from: now });
      const life = lives.get(instanceId);
      if (state === 'terminated' && life !== undefined) lives.set(instanceId, { ...life, to: now });
    },
    atRest: () => {
      const own = Map.groupBy(world().table.charges.values(), ({ instanceId }) => instanceId);
      for (const [instanceId, all] of own) {
        const life = lives.get(instanceId);
        if (life === undefined || all.some(({ machine }) => unwritten.has(machine))) continue;
        const { from, to = world().clock.now() } = life;
        if (splits.some((split) => split.from < to + UNKNOWN_FOR && from < split.to)) continue;
        const most = Math.max(to - from, LEAST_PAID) + ASKED_BEFORE + INEXACT + lateBy(all, to);
        const seconds = sumOf(all, (charge) => charge.seconds);
        if (seconds > most)
          report(
            9,
            `${instanceId} is charged for ${Math.round(seconds)} s, of ${Math.round(most)} s at the most`,
          );
      }
    },
  };
};

/** By how much the end of an instance was known too late. */
function lateBy(all: readonly Charge[], to: UnixSeconds): number {
  const last = Math.max(...all.map(({ at }) => at));
  return Math.max(0, Math.min(last - to, UNKNOWN_FOR));
}
