import { describeJobs } from '../../scaler/state/places.ts';
import { inDollars } from '../costs/show.ts';
import { paint } from '../terminal/output.ts';
import type { KeepReport } from './keep.ts';

/** The report for people. */
export function showKeep({ machine, jobs, until, hourly, shell, mayEnd }: KeepReport, now: number): string {
  const [first, ...others] = jobs;
  const own = first === undefined ? undefined : describeJobs([first, ...others]);
  if (until === null) {
    const haveEnded = others.length > 0 ? 'have ended' : 'has ended';
    return `${machine} is let go: it leaves${own === undefined ? '' : ` when ${own} ${haveEnded}`}.`;
  }
  const hours = (Date.parse(until) / 1000 - now) / 3600;
  const price =
    hourly === null
      ? 'What it costs is not known: it is paid for all that time.'
      : `It costs ${inDollars(hourly)} dollars an hour: ${inDollars(hourly * hours)} until then.`;
  return [
    paint('yellow', `${machine} is kept until ${until.slice(0, 16)}Z, and leaves then by itself.`),
    own === undefined
      ? 'Its runner is paused: it takes no job.'
      : `It finishes ${own}, and takes no other: its runner is paused.`,
    price,
    ...(shell === null ? [] : ['A shell on it:', `  ${shell}`]),
    ...(mayEnd === null ? [] : [`${paint('yellow', 'warning:')} ${mayEnd}.`]),
    `Let it go before: bastionless keep ${machine} --undo`,
  ].join('\n');
}
