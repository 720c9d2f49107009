import { DateTime } from 'luxon';
import { type Period, parsePeriod } from '../../config/cron/period.ts';
import type { IdlePeriod, IdleSettings, MachineSettings } from '../../config/settings.ts';
import type { UnixSeconds } from '../state/time.ts';

/** The idle rules that hold at one time. */
export interface IdlePolicy extends IdleSettings {
  /** The cron expression that holds; null outside all periods. */
  readonly period: string | null;
}

/** The last policy and the second for which it holds: one reconcile asks for it several times. */
const last = new WeakMap<MachineSettings, { readonly second: number; readonly policy: IdlePolicy }>();

/**
 * Of the periods that hold now the LAST one replaces the base values, whole.
 * https://docs.gitlab.com/runner/configuration/autoscale/#configure-autoscaling-periods
 */
export function idlePolicyAt(machine: MachineSettings, now: UnixSeconds): IdlePolicy {
  const second = Math.floor(now);
  const known = last.get(machine);
  if (known?.second === second) return known.policy;
  const policy = policyOf(machine, second);
  last.set(machine, { second, policy });
  return policy;
}

function policyOf(machine: MachineSettings, second: UnixSeconds): IdlePolicy {
  for (const entry of machine.periods.toReversed()) {
    const period = holdingPeriod(entry, second);
    if (period === undefined) continue;
    const { idleCount, idleCountMin, idleScaleFactor, idleTime } = entry;
    return { idleCount, idleCountMin, idleScaleFactor, idleTime, period };
  }
  return { ...machine.idle, period: null };
}

function holdingPeriod({ periods, timezone }: IdlePeriod, second: UnixSeconds): string | undefined {
  const local = DateTime.fromSeconds(second, { zone: timezone });
  return periods.find((expression) => periodOf(expression).holdsAt(local));
}

/** Parsing an expression takes a hundred times as long as evaluating it. config.toml has few, so all are kept. */
const parsed = new Map<string, Period>();

function periodOf(expression: string): Period {
  const known = parsed.get(expression) ?? parsePeriod(expression);
  parsed.set(expression, known);
  return known;
}
