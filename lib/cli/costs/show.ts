import type { Cost, Division } from '../../scaler/charges/costs.ts';
import { duration } from '../../scaler/plan/duration.ts';
import { paint } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';
import type { CostsReport } from './costs.ts';

const HEADINGS: Readonly<Record<Division, string>> = {
  project: 'project',
  runner: 'runner',
  'job-name': 'job',
};

/** The report for people. */
export function showCosts({ since, by, costs, total }: CostsReport): string {
  if (costs.length === 0) return `No machine’s time is on record since ${since.slice(0, 16)}Z.`;
  const rows = [...costs, { name: 'all', ...total }].map((cost) => rowOf(cost));
  const unpriced =
    total.unpricedSeconds === 0
      ? []
      : ['', paint('yellow', `Of ${duration(total.unpricedSeconds)} of machines the price is not known.`)];
  return [
    `Since ${since.slice(0, 16)}Z, machines with their disks and addresses:`,
    table(['dollars', 'jobs', 'a job', 'machine-hours', HEADINGS[by]], rows),
    ...unpriced,
  ].join('\n');
}

function rowOf({ name, jobs, seconds, dollars }: Cost): string[] {
  return [
    inDollars(dollars),
    String(jobs),
    jobs === 0 ? '' : inDollars(dollars / jobs),
    (seconds / 3600).toFixed(1),
    name ?? 'none: machines that ran no job',
  ];
}

/** Of small sums so many digits that something is seen. */
export const inDollars = (dollars: number): string =>
  dollars === 0 || dollars >= 1 ? dollars.toFixed(2) : dollars.toFixed(4);
