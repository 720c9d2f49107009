import type { Comparison } from '../../compare/compare.ts';
import { HOURS_A_MONTH } from '../../compare/prices/prices.ts';
import type { BillPart } from '../../compare/report/bill.ts';
import type { SystemResult } from '../../compare/report/result.ts';
import { BOOT, type Scenario } from '../../compare/systems.ts';
import type { Workload } from '../../compare/workloads/workload.ts';
import { duration } from '../../scaler/plan/duration.ts';
import { some } from '../../scaler/plan/some.ts';
import { isoTime } from '../../scaler/state/time.ts';
import { countText, dollars, hoursText } from './figures.ts';

/** One line of the comparison, in the terminal and on the page. */
export interface FigureRow {
  readonly title: string;
  /** It belongs to the line above it that does not. */
  readonly isPart: boolean;
  readonly of: (result: SystemResult) => string;
}

const COST_TITLES: Readonly<Record<BillPart, string>> = {
  spot: 'spot machines',
  onDemand: 'on-demand machines',
  codeBuild: 'build minutes',
  bastion: 'bastion',
  ebs: 'EBS volumes',
  ipv4: 'public IPv4',
  lambda: 'Lambda',
  apiGateway: 'API Gateway',
  dynamodb: 'DynamoDB',
  stepFunctions: 'Step Functions',
  cloudWatch: 'logs and alarms',
};
type LaterWaits = NonNullable<SystemResult['laterStages']>['waitSeconds'];

const COST_PARTS = Object.keys(COST_TITLES) as readonly BillPart[];

/** Where the team works, as far as config.toml says. */
export const timezoneOf = ({ settings: { runners } }: Pick<Scenario, 'settings'>): string =>
  runners[0]?.machine.periods[0]?.timezone ?? 'UTC';

/** What was simulated, in three lines. */
export function headlineOf({
  workload,
  prices,
  seed,
  boot = BOOT,
  interruptions = 0,
}: Scenario): [string, string, string] {
  const from = isoTime(workload.start).slice(0, 16).replace('T', ' ');
  const days = Math.round((workload.end - workload.start) / 8640) / 10;
  return [
    workload.title,
    `${some(days, 'day')} from ${from} UTC, seed ${seed}; a machine boots in ${boot[0]} to ${boot[1]} s, whoever asks for it; ${interrupted(interruptions)}`,
    `prices of ${prices.region} as of ${prices.asOf} (bastionless prices writes newer ones), no free tier`,
  ];
}

function interrupted(rate: number): string {
  return rate === 0
    ? 'EC2 takes no machine'
    : `EC2 takes a spot machine ${rate} times in 100 hours that it runs`;
}

/** Parts of the bill that nobody pays for are left out. */
export function rowsOf({ scenario: { workload }, systems }: Comparison): FigureRow[] {
  const whole = (title: string, of: FigureRow['of']): FigureRow => ({ title, isPart: false, of });
  const part = (title: string, of: FigureRow['of']): FigureRow => ({ title, isPart: true, of });
  const paid = COST_PARTS.filter((each) => systems.some(({ result }) => result.cost[each] > 0));
  return [
    whole('jobs', ({ jobs }) => countText(jobs)),
    whole('wait, half of them', ({ waitSeconds }) => duration(waitSeconds.p50)),
    part('95 %', ({ waitSeconds }) => duration(waitSeconds.p95)),
    part('99 %', ({ waitSeconds }) => duration(waitSeconds.p99)),
    part('the longest', ({ waitSeconds }) => duration(waitSeconds.max)),
    ...(systems.some(({ result }) => result.laterStages !== undefined) ? laterRows() : []),
    whole('machine hours, busy', ({ machineHours }) => hoursText(machineHours.busy)),
    part('idle', ({ machineHours }) => hoursText(machineHours.idle)),
    part('booting', ({ machineHours }) => hoursText(machineHours.booting)),
    whole('machines launched', ({ launched }) => countText(launched)),
    whole('jobs retried', ({ retried }) => countText(retried)),
    whole('jobs lost', ({ lost }) => countText(lost)),
    whole('cost', ({ cost }) => dollars(cost.total)),
    ...paid.map((each) => part(COST_TITLES[each], ({ cost }) => dollars(cost[each]))),
    whole('cost of a month', ({ cost }) => dollars(aMonthOf(cost.total, workload))),
  ];
}

/** Of the jobs whose pipeline had begun before: what boots while the stage before them runs shows here. */
function laterRows(): FigureRow[] {
  const row = (title: string, of: (waits: LaterWaits) => number, isPart = true): FigureRow => ({
    ...{ title, isPart },
    of: ({ laterStages }) => (laterStages === undefined ? '–' : duration(of(laterStages.waitSeconds))),
  });
  return [
    row('wait, later stages', ({ mean }) => mean, false),
    row('half of them', ({ p50 }) => p50),
    row('75 %', ({ p75 }) => p75),
    row('90 %', ({ p90 }) => p90),
  ];
}

export function aMonthOf(cost: number, { start, end }: Workload): number {
  return (cost / (end - start)) * 3600 * HOURS_A_MONTH;
}
