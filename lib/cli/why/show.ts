import { duration } from '../../scaler/plan/duration.ts';
import { paint } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';
import type { WhyReport } from './why.ts';

/** The report for people. */
export function showWhy({ id, name, project, status, steps, slowest }: WhyReport): string {
  const rows = steps.map(({ at, after, what, note }) => [
    at.slice(11, 19),
    what,
    after === 0 ? '' : `+${duration(after)}`,
    what === slowest ? paint('yellow', `${note} (what it waited for most)`) : note,
  ]);
  const day = steps[0]?.at.slice(0, 10) ?? '';
  return [
    `job ${id}, ${name}, of project ${project}: ${status}`,
    '',
    table([`${day} UTC`, 'step', 'after', 'what'], rows),
  ].join('\n');
}
