import { leaves } from '../file/leaves.ts';
import type { KeyPath } from '../file/toml.ts';
import type { TomlTable } from '../file/toml-value.ts';
import type { IdlePeriod } from '../settings.ts';
import { isTable, listAt } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** Surprises of IdleCount and its like. */
export function idleTraps({ index, runner }: Written): Trap[] {
  if (runner === undefined) return [];
  const at = (key: string): KeyPath => ['runners', index, 'machine', key];
  const { limit, machine } = runner;
  const { idleCount, idleScaleFactor } = machine.idle;
  const found: Trap[] = [];
  if (limit > 0 && idleCount > limit && idleCount < Number.MAX_SAFE_INTEGER) {
    const message = `IdleCount ${idleCount} is above limit ${limit}: no more than limit will ever stand ready`;
    found.push(trap('differs', at('IdleCount'), message));
  }
  if (idleScaleFactor > 0 && idleCount === 0) {
    const message = 'IdleScaleFactor has no effect without IdleCount, which is the most that stand ready';
    found.push(trap('differs', at('IdleScaleFactor'), message));
  }
  return found;
}

/** Seconds. */
const DAY = 86_400;

/** Nobody keeps a machine idle for days: another unit was meant. */
export function idleTimeTraps({ index, entry }: Written): Trap[] {
  const machine = entry['machine'];
  if (entry['executor'] !== 'docker+machine' || !isTable(machine)) return [];
  return leaves(machine, ['runners', index, 'machine']).flatMap(({ path, value }) => {
    if (!String(path.at(-1)).endsWith('IdleTime') || typeof value !== 'number' || value <= DAY) return [];
    const days = Number((value / DAY).toFixed(1));
    const message = `is in seconds: ${value} are ${days === 1 ? 'a day' : `${days} days`}, for which a machine without a job is paid`;
    return [trap('differs', path, message)];
  });
}

/** Periods that hold at other times than in GitLab Runner. */
export function periodTraps({ index, entry, runner }: Written): Trap[] {
  const machine = entry['machine'];
  if (runner === undefined || !isTable(machine)) return [];
  const hasOffPeak = listAt(machine, 'OffPeakPeriods').length > 0;
  const at: KeyPath = ['runners', index, 'machine'];
  const paths = runner.machine.periods.map((_, place): KeyPath => {
    if (hasOffPeak && place === 0) return [...at, 'OffPeakPeriods'];
    return [...at, 'autoscaling', hasOffPeak ? place - 1 : place, 'Periods'];
  });
  const offPeak = trap(
    'differs',
    [...at, 'OffPeakPeriods'],
    'GitLab Runner has ignored OffPeak since 14.0: here it holds again',
  );
  return [
    ...(hasOffPeak ? [offPeak] : []),
    ...runner.machine.periods.flatMap((period, place) => cronTraps(period, paths[place] ?? [])),
    ...timezoneTraps(machine, at),
  ];
}

function cronTraps({ periods }: IdlePeriod, path: KeyPath): Trap[] {
  return periods.flatMap((expression, place) => {
    const message = differenceOf(expression);
    return message === undefined ? [] : [trap('differs', [...path, place], message)];
  });
}

function differenceOf(expression: string): string | undefined {
  const fields = expression.trim().split(/\s+/);
  const daysOfWeek = fields[fields.length === 7 ? 5 : 4] ?? '';
  if (/[1-6a-z]-(7|sun)/i.test(daysOfWeek))
    return `"${expression}" never holds in GitLab Runner, whose weeks begin on Sunday: here it does`;
  if (fields.length !== 5 && fields.length !== 6) return undefined;
  return `"${expression}" has ${fields.length} fields: in GitLab Runner it holds for one second a minute, here for the whole minute`;
}

function timezoneTraps(machine: TomlTable, at: KeyPath): Trap[] {
  const sections = [
    {
      path: [...at, 'OffPeakTimezone'],
      isUsed: listAt(machine, 'OffPeakPeriods').length > 0,
      zone: machine['OffPeakTimezone'],
    },
    ...listAt(machine, 'autoscaling').map((section, place) => ({
      path: [...at, 'autoscaling', place, 'Timezone'],
      isUsed: true,
      zone: isTable(section) ? section['Timezone'] : undefined,
    })),
  ];
  const message = 'no time zone is set: it is UTC here, and the manager’s own in GitLab Runner';
  return sections
    .filter(({ isUsed, zone }) => isUsed && (zone === undefined || zone === '' || zone === 'Local'))
    .map(({ path }) => trap('differs', path, message));
}
