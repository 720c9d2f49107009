import { isDeepStrictEqual } from 'node:util';
import { DateTime } from 'luxon';
import type { RunnerSettings } from '../../config/settings.ts';
import { type IdlePolicy, idlePolicyAt } from '../../scaler/plan/idle/idle-policy.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';

/** A time in which one idle policy holds. */
export interface WeekSpan {
  readonly from: UnixSeconds;
  readonly to: UnixSeconds;
  /** The cron expression that holds; null outside all periods. */
  readonly period: string | null;
  readonly idleCount: number;
  readonly idleTime: number;
}

export interface WeekDay {
  /** "Mon 23 Nov" */
  readonly label: string;
  readonly from: UnixSeconds;
  readonly to: UnixSeconds;
  readonly spans: readonly WeekSpan[];
}

/** Monday to Sunday in the time zone of the runner's periods. */
export interface RunnerWeek {
  readonly runner: string;
  readonly timezone: string;
  readonly days: readonly WeekDay[];
}

/** A policy that holds for a shorter time may be missed. */
const SAMPLE_SECONDS = 900;
const MINUTE = 60;
const DAYS = 7;

export function weekOf({ name, machine }: RunnerSettings, now: UnixSeconds): RunnerWeek {
  const timezone = machine.periods[0]?.timezone ?? 'UTC';
  const monday = DateTime.fromSeconds(now, { zone: timezone }).startOf('week');
  const days = Array.from({ length: DAYS }, (_, day) => {
    const start = monday.plus({ days: day });
    const [from, to] = [start.toSeconds(), start.plus({ days: 1 }).toSeconds()];
    return { label: start.toFormat('ccc d LLL'), from, to, spans: spansOf(machine, from, to) };
  });
  return { runner: name, timezone, days };
}

export const covers = ({ days }: RunnerWeek, now: UnixSeconds): boolean =>
  now >= (days.at(0)?.from ?? 0) && now < (days.at(-1)?.to ?? 0);

/** When the next policy begins, within a week; undefined if none does. */
export function nextPolicyChange(
  machine: RunnerSettings['machine'],
  now: UnixSeconds,
): UnixSeconds | undefined {
  const [, next] = spansOf(machine, now, now + DAYS * 24 * 3600);
  return next?.from;
}

function spansOf(machine: RunnerSettings['machine'], from: UnixSeconds, to: UnixSeconds): WeekSpan[] {
  const spans: WeekSpan[] = [];
  for (let start = from; start < to; ) {
    const policy = idlePolicyAt(machine, start);
    const end = endOf(machine, policy, start, to);
    const { period, idleCount, idleTime } = policy;
    spans.push({ from: start, to: end, period, idleCount, idleTime });
    start = end;
  }
  return spans;
}

/** Until when the policy holds, to the minute: finds a sample that differs, then halves the interval. */
function endOf(
  machine: RunnerSettings['machine'],
  policy: IdlePolicy,
  from: UnixSeconds,
  to: UnixSeconds,
): UnixSeconds {
  const holds = (at: UnixSeconds): boolean => isDeepStrictEqual(idlePolicyAt(machine, at), policy);
  let sample = Math.floor(from / SAMPLE_SECONDS + 1) * SAMPLE_SECONDS;
  while (sample < to && holds(sample)) sample += SAMPLE_SECONDS;
  if (sample >= to) return to;
  let same = Math.floor(Math.max(from, sample - SAMPLE_SECONDS) / MINUTE);
  let other = sample / MINUTE;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (holds(middle * MINUTE)) same = middle;
    else other = middle;
  }
  return other * MINUTE;
}
