import { HOURS_A_MONTH } from '../../../lib/compare/prices/prices.ts';
import type { SystemResult } from '../../../lib/compare/report/result.ts';
import { duration } from '../../../lib/scaler/plan/duration.ts';
import { some } from '../../../lib/scaler/plan/some.ts';
import { row, tableHead } from '../reference/table.ts';

/** What `simulate --json` prints. */
export type Simulated = Readonly<Record<string, SystemResult>>;

/** What `bench -- --json` prints, as far as the pages have it. */
export interface Benched {
  readonly measured: { readonly on: string; readonly with: string };
  readonly goals: readonly Goal[];
  readonly coldLoadMs: { readonly dynamodbClient: number };
  readonly plan: readonly {
    readonly runners: number;
    readonly machines: number;
    readonly ms: number;
  }[];
  readonly scale: {
    readonly reads: readonly {
      readonly active: number;
      readonly readUnits: number;
      readonly pages: number;
    }[];
    readonly bursts: readonly {
      readonly jobs: number;
      readonly ec2Calls: number;
      readonly seconds: number;
    }[];
  };
  readonly atRestParts: Readonly<Record<'total' | 'functionsAndTable' | 'logs' | 'alarms', number>>;
  readonly costOfAJob: Readonly<Record<JobPart, number>>;
}
type JobPart =
  | 'writeRequests'
  | 'readRequests'
  | 'invocations'
  | 'lambdaGbMs'
  | 'httpRequests'
  | 'gitlabCalls'
  | 'usdPerMillion';
interface Goal {
  readonly name: string;
  readonly value: number;
  readonly goal: number;
  readonly unit: string;
  readonly peer: string | null;
  /** Of what is timed: the processor's own time, in milliseconds. */
  readonly cpuMs?: number;
}

/** The days that `simulate` simulates where nothing is said. */
const DAYS = 7;

/** An office's week: a column for each system. */
export function officeTable(systems: Simulated): readonly string[] {
  const line = (title: string, of: (result: SystemResult) => string): string =>
    row(title, ...Object.values(systems).map(of));
  return [
    ...tableHead('', ...Object.keys(systems).map((name) => TITLES[name] ?? name)),
    line('half the jobs wait', ({ waitSeconds }) => duration(waitSeconds.p50)),
    line('95 % of them', ({ waitSeconds }) => duration(waitSeconds.p95)),
    line('machine hours, idle and booting', ({ machineHours: { idle, booting } }) =>
      (idle + booting).toFixed(1),
    ),
    line('a month', ({ cost }) => cents((cost.total * HOURS_A_MONTH) / (24 * DAYS))),
  ];
}

const TITLES: Readonly<Record<string, string>> = { bastion: 'jobs on the bastion' };

/** One seed's days with lookahead and without it. */
interface Lookahead {
  readonly seed: number;
  readonly systems: Simulated;
}

/** What lookahead saves the later stages, and its price: without it, and with it. */
export function lookaheadTable(seeds: readonly Lookahead[]): readonly string[] {
  return [
    ...tableHead('seed', 'mean', 'half', '75 %', '90 %', 'machine-hours'),
    ...seeds.map(({ seed, systems: { 'without-lookahead': without, bastionless: ours } }) => {
      const [before, now] = [laterWaitsOf(without), laterWaitsOf(ours)];
      const waits = (['mean', 'p50', 'p75', 'p90'] as const).map(
        (of) => `${before[of].toFixed(1)} → **${now[of].toFixed(1)} s**`,
      );
      const [paid, pays] = [hoursOf(without), hoursOf(ours)];
      const dearer = ((pays / paid - 1) * 100).toFixed(1);
      return row(String(seed), ...waits, `${paid.toFixed(1)} → ${pays.toFixed(1)} (${dearer} % more)`);
    }),
  ];
}

function laterWaitsOf(result: SystemResult | undefined) {
  if (result?.laterStages === undefined) throw new Error('no job of a later stage was simulated');
  return result.laterStages.waitSeconds;
}

function hoursOf(result: SystemResult | undefined): number {
  const { busy = 0, idle = 0, booting = 0 } = result?.machineHours ?? {};
  return busy + idle + booting;
}

/** What a month without a job costs. */
export function restTable({
  atRestParts: { total, functionsAndTable, logs, alarms },
}: Pick<Benched, 'atRestParts'>): readonly string[] {
  return [
    ...tableHead('', 'dollars a month'),
    row('Lambda and DynamoDB: a tick each minute, an audit each five', cents(functionsAndTable)),
    row('log lines of Lambda', cents(logs)),
    row('eight alarms; free among an account’s first ten', cents(alarms)),
    row('**together**', `**${cents(total)}**`),
  ];
}

/** What a job takes beside its machine. */
export function jobTable({ costOfAJob }: Pick<Benched, 'costOfAJob'>): readonly string[] {
  const { writeRequests, readRequests, invocations, lambdaGbMs, httpRequests, gitlabCalls, usdPerMillion } =
    costOfAJob;
  return [
    ...tableHead('', 'a job'),
    row('DynamoDB', `${some(round(writeRequests), 'write')}, ${some(round(readRequests), 'read')}`),
    row('Lambda', `${some(round(invocations), 'call')}, ${(lambdaGbMs / 1000).toFixed(2)} GB-seconds`),
    row('API Gateway', some(round(httpRequests), 'request')),
    row('GitLab’s API', some(round(gitlabCalls), 'request')),
    row('**together**', `**${round(usdPerMillion)} dollars for a million jobs**`),
  ];
}

/** What is counted, and has a goal: beside what others were measured to take. */
export function goalsTable({ goals }: Pick<Benched, 'goals'>): readonly string[] {
  const told = (value: number, unit: string): string =>
    unit === '$' ? `$${cents(value)}` : `${value} ${unit}`.trim();
  return [
    ...tableHead('', 'bastionless', 'goal', 'others'),
    ...goals.map(({ name, value, goal, unit, peer }) =>
      row(name, told(value, unit), told(goal, unit), peer ?? ''),
    ),
  ];
}

/** What is timed, and has a goal; and when it was, and on what. */
export function timedTable({
  goals,
  coldLoadMs: { dynamodbClient },
  measured,
}: Pick<Benched, 'goals' | 'coldLoadMs' | 'measured'>): readonly string[] {
  return [
    ...tableHead('', 'median', 'CPU', 'goal', 'others'),
    ...goals
      .filter(({ unit }) => unit === 'ms')
      .map(({ name, value, cpuMs, goal, peer }) =>
        row(name, `${value} ms`, cpuMs === undefined ? '' : `${cpuMs} ms`, `${goal} ms`, peer ?? ''),
      ),
    '',
    `${measuredOn(measured)} \`@aws-sdk/client-dynamodb\`, as npm installs it, loads in ${dynamodbClient} ms there: compare your own.`,
  ];
}

const measuredOn = ({ on, with: computer }: Benched['measured']): string => `Measured on ${on}: ${computer}.`;

/** How what is used grows with the jobs that are active at once: a column for each number of them. */
export function growthTable({
  scale,
  plan,
  measured,
}: Pick<Benched, 'scale' | 'plan' | 'measured'>): readonly string[] {
  const actives = scale.reads.map(({ active }) => active);
  const burst = (active: number) => scale.bursts.find(({ jobs }) => jobs === active);
  const planned = (active: number): string => {
    const times = plan.filter(({ machines }) => machines === active).map(({ ms }) => twoDigits(ms));
    if (times.length === 0) return 'not run';
    const [least, most] = [Math.min(...times), Math.max(...times)];
    return least === most ? `${least}` : `${least} to ${most}`;
  };
  const told = (value: number | undefined): string => value?.toLocaleString('en') ?? 'not run';
  return [
    ...tableHead('at so many active jobs', ...actives.map(told)),
    row('read units of one reconcile', ...scale.reads.map(({ readUnits }) => told(readUnits))),
    row('reads of 1 MB, one after the other', ...scale.reads.map(({ pages }) => told(pages))),
    row('deciding (`plan`), milliseconds', ...actives.map(planned)),
    row(
      'EC2 requests of a burst of so many jobs, one runner',
      ...actives.map((active) => told(burst(active)?.ec2Calls)),
    ),
    row(
      'seconds until all its machines are asked for',
      ...actives.map((active) => told(burst(active)?.seconds)),
    ),
    '',
    measuredOn(measured),
  ];
}

const twoDigits = (value: number): number => Number(value.toPrecision(2));
const cents = (dollars: number): string => dollars.toFixed(2);
const round = (value: number): number => Math.round(value);
