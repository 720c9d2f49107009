/** @import { RunnerWeek } from '../../dashboard/week.ts' */

/** When the next rule begins to hold. @param {readonly RunnerWeek[]} weeks @param {number} now */
export function nextPeriod(weeks, now) {
  const changes = weeks.flatMap(({ days }) => {
    const spans = days.flatMap((day) => day.spans);
    const next = spans.find(({ from, period }, index) => from > now && period !== spans[index - 1]?.period);
    return next === undefined ? [] : [{ at: next.from, isBegin: next.period !== null }];
  });
  return changes.toSorted((one, other) => one.at - other.at)[0];
}

/** How many machines IdleCount asks for, over all runners. @param {readonly RunnerWeek[]} weeks @param {number} now */
export function standingReady(weeks, now) {
  const held = weeks.flatMap(({ days }) =>
    days.flatMap(({ spans }) => spans.filter(({ from, to }) => from <= now && now < to)),
  );
  return held.reduce((sum, { idleCount }) => sum + idleCount, 0);
}
