import { isDeepStrictEqual } from 'node:util';
import { DateTime } from 'luxon';
import type { RunnerSettings, Settings } from '../config/settings.ts';
import { duration } from '../scaler/plan/duration.ts';
import { type IdlePolicy, idlePolicyAt } from '../scaler/plan/idle/idle-policy.ts';
import type { UnixSeconds } from '../scaler/state/time.ts';
import { section, table } from './terminal/table.ts';

export interface RunnerPolicy {
  readonly name: string;
  readonly idleCount: number;
  readonly idleCountMin: number;
  readonly idleScaleFactor: number;
  readonly idleTime: number;
  /** The cron expression that holds; null outside all periods. */
  readonly period: string | null;
  /** Per cent of the machine-hours that lookahead may spend in vain; null where it is off. */
  readonly lookaheadBudget: number | null;
}

export interface PolicyChange {
  /** ISO 8601, in the runner's time zone. */
  readonly at: string;
  readonly runner: string;
  readonly period: string | null;
  readonly idleCount: number;
  readonly idleTime: number;
}

export interface PolicyReport {
  readonly runners: readonly RunnerPolicy[];
  /** From the asked hours' beginning on, to the minute. */
  readonly changes?: readonly PolicyChange[];
}

const MINUTE = 60;

const OUTSIDE = 'outside all periods';

/** What holds; and the timetable, if hours are asked for. */
export function policyReport(settings: Settings, at: UnixSeconds, hours: number): PolicyReport {
  const changes = hours > 0 && { changes: policyChanges(settings, at, hours) };
  return { runners: policyAt(settings, at), ...changes };
}

function policyAt({ runners }: Settings, at: UnixSeconds): RunnerPolicy[] {
  return runners.map(({ name, machine, lookahead: { isOn, budget } }) => {
    const { idleCount, idleCountMin, idleScaleFactor, idleTime, period } = idlePolicyAt(machine, at);
    const lookaheadBudget = isOn ? percent(budget) : null;
    return { name, idleCount, idleCountMin, idleScaleFactor, idleTime, period, lookaheadBudget };
  });
}

/** With no noise of floating point. */
const percent = (share: number): number => Number((share * 100).toFixed(2));

/** When another policy comes to hold within so many hours: the timetable of each runner, one after the other. */
function policyChanges({ runners }: Settings, from: UnixSeconds, hours: number): PolicyChange[] {
  return runners.flatMap((runner) => changesOf(runner, from, from + hours * 3600));
}

function changesOf(runner: RunnerSettings, from: UnixSeconds, until: UnixSeconds): PolicyChange[] {
  const changes: PolicyChange[] = [];
  let before: IdlePolicy | undefined;
  for (let at = from; at < until; at = nextMinute(at)) {
    const policy = idlePolicyAt(runner.machine, at);
    if (before !== undefined && samePolicy(before, policy)) continue;
    before = policy;
    const { period, idleCount, idleTime } = policy;
    changes.push({
      at: localTime(runner, at).toISO() ?? '',
      runner: runner.name,
      period,
      idleCount,
      idleTime,
    });
  }
  return changes;
}

const nextMinute = (at: UnixSeconds): UnixSeconds => (Math.floor(at / MINUTE) + 1) * MINUTE;

const samePolicy = (one: IdlePolicy, other: IdlePolicy): boolean => isDeepStrictEqual(one, other);

/** That of its first period. */
const zoneOf = ({ machine }: RunnerSettings): string => machine.periods[0]?.timezone ?? 'UTC';

function zoneOfAll({ runners }: Settings): string {
  const [first = 'UTC', ...others] = new Set(runners.map(zoneOf));
  return others.length === 0 ? first : 'each runner’s time zone';
}

const localTime = (runner: RunnerSettings, at: UnixSeconds): DateTime =>
  DateTime.fromSeconds(at, { zone: zoneOf(runner) });

/** Of docker-autoscaler's scale_factor without a limit. */
const boundOf = (count: number): string => (count === Number.MAX_SAFE_INTEGER ? 'no bound' : String(count));

/** The policies for people: what holds, and, where hours are asked for, the timetable and a strip for each day. */
export function showPolicy(settings: Settings, at: UnixSeconds, hours: number): string {
  const { runners, changes = [] } = policyReport(settings, at, hours);
  const now = runners.map(({ name, idleCount, idleTime, period, lookaheadBudget }) => [
    name,
    boundOf(idleCount),
    duration(idleTime),
    lookaheadBudget === null ? 'off' : `budget ${lookaheadBudget} %`,
    period ?? OUTSIDE,
  ]);
  const heading = ['runner', 'IdleCount', 'IdleTime', 'lookahead', 'period'];
  const timetable = changes.map((change) => [
    change.at.slice(0, 16).replace('T', ' '),
    change.runner,
    boundOf(change.idleCount),
    duration(change.idleTime),
    change.period ?? OUTSIDE,
  ]);
  if (hours === 0) return table(heading, now);
  const strips = settings.runners.flatMap((runner) =>
    section(`${runner.name} (# in a period), in ${zoneOf(runner)}`, stripOf(runner, at, hours).join('\n')),
  );
  return [
    table(heading, now),
    ...section(
      `timetable, in ${zoneOfAll(settings)}`,
      table(['from', 'runner', 'IdleCount', 'IdleTime', 'period'], timetable),
    ),
    ...strips,
  ].join('\n');
}

/** One line a day, one character for each half hour. */
function stripOf(runner: RunnerSettings, from: UnixSeconds, hours: number): string[] {
  const first = localTime(runner, from).startOf('day');
  const days = Math.ceil((from + hours * 3600 - first.toSeconds()) / 86_400);
  return Array.from({ length: days }, (_, day) => {
    const start = first.plus({ days: day });
    const halfHours = Array.from({ length: 48 }, (__, half) => {
      const time = start.plus({ minutes: 30 * half }).toSeconds();
      return idlePolicyAt(runner.machine, time).period === null ? '.' : '#';
    });
    return `  ${start.toFormat('ccc dd.LL.')} ${halfHours.join('')}`;
  });
}
