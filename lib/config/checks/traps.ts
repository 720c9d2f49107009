import type { Problem } from '../problem.ts';
import type { IdlePeriod, RunnerSettings, Settings, TomlTable } from '../settings.ts';
import { type KeyPath, showPath, type TomlDocument } from '../toml.ts';

/** What is no error, and not what its author may take it to be. */
interface Trap {
  readonly path: KeyPath;
  readonly message: string;
}

/** Warnings of a config.toml that is valid. */
export function traps(settings: Settings, document: TomlDocument): Problem[] {
  return settings.runners.flatMap((runner, index) =>
    [...scopeTraps(runner), ...idleTraps(runner), ...periodTraps(runner, index, document)].map(
      ({ path, message }) => {
        const whole = ['runners', index, ...path];
        return { path: showPath(whole), line: document.lineOf(whole), message };
      },
    ),
  );
}

function scopeTraps({ scope }: RunnerSettings): Trap[] {
  if (scope.kind !== 'Instance') return [];
  const message =
    'neither project nor group is set: machines register for the whole GitLab, which takes an administrator’s token';
  return [{ path: ['bastionless'], message }];
}

function idleTraps({ limit, machine: { idle } }: RunnerSettings): Trap[] {
  const found: Trap[] = [];
  if (limit > 0 && idle.idleCount > limit && idle.idleCount < Number.MAX_SAFE_INTEGER) {
    const message = `IdleCount ${idle.idleCount} is above limit ${limit}: no more than limit will ever stand ready`;
    found.push({ path: ['machine', 'IdleCount'], message });
  }
  if (idle.idleScaleFactor > 0 && idle.idleCount === 0) {
    const message = 'IdleScaleFactor has no effect without IdleCount, which is the most that stand ready';
    found.push({ path: ['machine', 'IdleScaleFactor'], message });
  }
  return found;
}

function periodTraps({ machine }: RunnerSettings, index: number, { value }: TomlDocument): Trap[] {
  const entry = (value['runners'] as TomlTable[])[index]?.['machine'] as TomlTable | undefined;
  if (entry === undefined) return [];
  const hasOffPeak = Array.isArray(entry['OffPeakPeriods']) && entry['OffPeakPeriods'].length > 0;
  const paths = machine.periods.map((_, place): KeyPath => {
    if (hasOffPeak && place === 0) return ['machine', 'OffPeakPeriods'];
    return ['machine', 'autoscaling', hasOffPeak ? place - 1 : place, 'Periods'];
  });
  const offPeak = {
    path: ['machine', 'OffPeakPeriods'],
    message: 'GitLab Runner has ignored OffPeak since 14.0: here it holds again',
  };
  return [
    ...(hasOffPeak ? [offPeak] : []),
    ...machine.periods.flatMap((period, place) => cronTraps(period, paths[place] ?? [])),
    ...timezoneTraps(entry),
  ];
}

function cronTraps({ periods }: IdlePeriod, path: KeyPath): Trap[] {
  return periods.flatMap((expression, place) => {
    const fields = expression.trim().split(/\s+/).length;
    if (fields !== 5 && fields !== 6) return [];
    const message = `"${expression}" has ${fields} fields: in GitLab Runner it holds for one second a minute, here for the whole minute`;
    return [{ path: [...path, place], message }];
  });
}

function timezoneTraps(entry: TomlTable): Trap[] {
  const sections = [
    {
      path: ['machine', 'OffPeakTimezone'],
      isUsed: 'OffPeakPeriods' in entry,
      zone: entry['OffPeakTimezone'],
    },
    ...((entry['autoscaling'] as TomlTable[] | undefined) ?? []).map((section, index) => ({
      path: ['machine', 'autoscaling', index, 'Timezone'],
      isUsed: true,
      zone: section['Timezone'],
    })),
  ];
  const message = 'no time zone is set: it is UTC here, and the manager’s own in GitLab Runner';
  return sections
    .filter(({ isUsed, zone }) => isUsed && (zone === undefined || zone === ''))
    .map(({ path }) => ({ path, message }));
}
