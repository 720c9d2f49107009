import { DateTime, FixedOffsetZone } from 'luxon';
import { type Period, parsePeriod } from '../../../config/cron/period.ts';
import type { IdlePeriod, IdleSettings, MachineSettings } from '../../../config/settings.ts';
import type { UnixSeconds } from '../../state/time.ts';

/** The idle rules that hold at one time. */
export interface IdlePolicy extends IdleSettings {
  /** The cron expression that holds; null outside all periods. */
  readonly period: string | null;
}

/** A policy, and the time that it holds for. */
interface Known {
  readonly from: UnixSeconds;
  readonly to: UnixSeconds;
  readonly policy: IdlePolicy;
}

/** The policies asked for last: one reconcile asks several times for now, and for the next minute. */
const known = new WeakMap<MachineSettings, readonly Known[]>();
const MOST_KNOWN = 2;

/**
 * Of the periods that hold now the LAST one replaces the base values, whole.
 * https://docs.gitlab.com/runner/configuration/autoscale/#configure-autoscaling-periods
 */
export function idlePolicyAt(machine: MachineSettings, now: UnixSeconds): IdlePolicy {
  const before = known.get(machine) ?? [];
  const found = before.find(({ from, to }) => from <= now && now < to);
  if (found !== undefined) return found.policy;
  const policy = policyOf(machine, Math.floor(now));
  const unit = unitOf(machine);
  const from = Math.floor(now / unit) * unit;
  known.set(machine, [{ from, to: from + unit, policy }, ...before].slice(0, MOST_KNOWN));
  return policy;
}

/** Seconds within which no period begins or ends: whole minutes, unless an expression names seconds. */
function unitOf({ periods }: MachineSettings): number {
  const areOfMinutes = periods.every((entry) => entry.periods.every((one) => periodOf(one).isOfMinutes));
  return areOfMinutes ? 60 : 1;
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
  const local = DateTime.fromSeconds(second, { zone: offsetAt(timezone, second) });
  return periods.find((expression) => periodOf(expression).holdsAt(local));
}

interface Offset {
  readonly quarter: number;
  readonly zone: FixedOffsetZone;
}

/** Of each time zone the last that was asked for. */
const offsets = new Map<string, Offset>();
const QUARTER = 900;

/**
 * To find how far a zone is ahead of UTC takes as long as all the rest. In every zone that changes only at a quarter
 * of an hour.
 */
function offsetAt(timezone: string, second: UnixSeconds): FixedOffsetZone {
  const quarter = Math.floor(second / QUARTER);
  const last = offsets.get(timezone);
  if (last?.quarter === quarter) return last.zone;
  const zone = FixedOffsetZone.instance(DateTime.fromSeconds(quarter * QUARTER, { zone: timezone }).offset);
  offsets.set(timezone, { quarter, zone });
  return zone;
}

/** Parsing an expression takes a hundred times as long as evaluating it. config.toml has few, so all are kept. */
const parsed = new Map<string, Period>();

function periodOf(expression: string): Period {
  const period = parsed.get(expression) ?? parsePeriod(expression);
  parsed.set(expression, period);
  return period;
}
