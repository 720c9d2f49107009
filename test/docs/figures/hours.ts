import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import { compare } from '../../../lib/compare/compare.ts';
import { US_EAST_1 } from '../../../lib/compare/prices/us-east-1.ts';
import type { SystemResult } from '../../../lib/compare/report/result.ts';
import { bootOf } from '../../../lib/compare/systems.ts';
import { generateWorkload } from '../../../lib/compare/workloads/generate.ts';
import { PROFILES, type ProfileName } from '../../../lib/compare/workloads/profiles.ts';
import { readConfig } from '../../../lib/config/read.ts';
import { row, tableHead } from '../reference/table.ts';

/** One workload with one IdleCount: what each seed gave. */
interface Hours {
  readonly workload: ProfileName;
  readonly idleCount: number;
  readonly ours: readonly SystemResult[];
  readonly dockerMachine: readonly SystemResult[];
}

const WORKLOADS: readonly ProfileName[] = ['office', 'nightly', 'bursty', 'steady'];
const IDLE_COUNTS = [0, 3];
const SEEDS = [1, 2];
const DAYS = 3;
const A_DAY = 400;
const MONDAY = DateTime.fromISO('2026-11-23', { zone: 'UTC' }).toSeconds();

/** Runs the sample's config.toml, with each IdleCount, on each workload, beside docker+machine. */
export async function measureHours(tell: (what: string) => void): Promise<Hours[]> {
  const measured: Hours[] = [];
  for (const workload of WORKLOADS) {
    for (const idleCount of IDLE_COUNTS) {
      tell(`machine-hours: ${workload}, IdleCount ${idleCount}`);
      const results: (readonly SystemResult[])[] = [];
      for (const seed of SEEDS) results.push(await pairOf(workload, idleCount, seed));
      const of = (place: number) => results.flatMap((pair) => pair[place] ?? []);
      measured.push({ workload, idleCount, ours: of(0), dockerMachine: of(1) });
    }
  }
  return measured;
}

async function pairOf(name: ProfileName, idleCount: number, seed: number): Promise<readonly SystemResult[]> {
  const text = readFileSync('config.toml', 'utf8').replace(/IdleCount = 0/, `IdleCount = ${idleCount}`);
  const settings = readConfig(text, 'config.toml');
  const workload = generateWorkload({
    ...{ profile: PROFILES[name], runners: settings.runners, start: MONDAY, days: DAYS },
    ...{ jobsPerDay: A_DAY, timezone: 'UTC', seed },
  });
  const { systems } = await compare(
    {
      ...{ settings, workload, seed, prices: US_EAST_1, boot: bootOf(settings) },
      ...{ checkInterval: 3, bastionType: 't3.micro' },
    },
    ['docker-machine'],
  );
  return systems.map(({ result }) => result);
}

/** A figure for each seed, ours beside docker+machine's. */
export function hoursTable(measured: readonly Hours[]): readonly string[] {
  return [
    ...tableHead(
      '',
      'machine-hours',
      'docker-machine',
      'mean wait',
      'docker-machine',
      '95 % wait',
      'docker-machine',
    ),
    ...measured.map(({ workload, idleCount, ours, dockerMachine }) => {
      const pair = (of: (result: SystemResult) => number): string[] =>
        [ours, dockerMachine].map((results) => results.map((result) => of(result).toFixed(1)).join(', '));
      return row(
        `${workload}, IdleCount ${idleCount}`,
        ...pair(({ machineHours: { busy, idle, booting } }) => busy + idle + booting),
        ...pair(({ waitSeconds }) => waitSeconds.mean),
        ...pair(({ waitSeconds }) => waitSeconds.p95),
      );
    }),
  ];
}
