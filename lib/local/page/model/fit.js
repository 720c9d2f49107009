/** @import { JobLine, Lane } from '../../dashboard/view.ts' */

/** The windows to choose from, in seconds. */
const STEPS = [300, 600, 900, 1200, 1800, 2700, 3600];
/** If nothing happens for this long it is a break: what was before is not shown. */
const BREAK = 300;

/**
 * The shortest window that shows everything that lasts: the machines that exist, the jobs that have not ended. If nothing
 * does, it goes back to the last break.
 * @param {Iterable<Lane>} lanes
 * @param {Iterable<JobLine>} jobs
 * @param {number} now
 */
export function fittedSeconds(lanes, jobs, now) {
  const spans = [...laneSpans(lanes), ...jobSpans(jobs)];
  const lasting = spans.filter(({ to }) => to === null).map(({ from }) => from);
  const from = lasting.length > 0 ? Math.min(...lasting) : sinceBreak(spans, now);
  const needed = (now - from) * 1.03;
  return STEPS.find((step) => step >= needed) ?? 3600;
}

/** @typedef {{ from: number, to: number | null }} Span */

/** @param {readonly Span[]} spans @param {number} now */
function sinceBreak(spans, now) {
  const newest = spans.toSorted((one, other) => (other.to ?? now) - (one.to ?? now));
  let from = newest[0]?.from ?? now;
  for (const span of newest) {
    if ((span.to ?? now) < from - BREAK) break;
    from = Math.min(from, span.from);
  }
  return from;
}

/** @param {Iterable<Lane>} lanes @returns {Span[]} */
const laneSpans = (lanes) =>
  [...lanes].map(({ stays, begun }) => ({ from: stays[0]?.from ?? begun, to: stays.at(-1)?.to ?? null }));

/** @param {Iterable<JobLine>} jobs @returns {Span[]} */
const jobSpans = (jobs) =>
  [...jobs].flatMap(({ waitsSince, endedAt }) =>
    waitsSince === null ? [] : [{ from: waitsSince, to: endedAt }],
  );
