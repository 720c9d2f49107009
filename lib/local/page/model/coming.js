/** @import { Model } from './model.js' */
import { duration } from './format.js';

/**
 * Jobs that GitLab has announced and that cannot run yet, without those that wait for a person. Those whose time is
 * known come first.
 * @param {Pick<Model, 'jobs' | 'expected'>} model
 * @param {number} now
 * @returns {string[]} "deploy in 40 s", or the name alone
 */
export function comingJobs({ jobs, expected }, now) {
  const times = new Map(expected.map(({ id, at }) => [id, at]));
  const timeOf = (/** @type {number} */ id) => times.get(id) ?? Number.POSITIVE_INFINITY;
  const coming = [...jobs.values()].filter(({ status }) => status === 'created');
  const inOrder = coming.sort((one, other) => {
    const [sooner, later] = [timeOf(one.id), timeOf(other.id)];
    return sooner === later ? one.id - other.id : sooner - later;
  });
  return inOrder.map(({ id, name }) => `${name}${whenText(times.get(id), now)}`);
}

/** @param {number | undefined} at @param {number} now */
function whenText(at, now) {
  if (at === undefined) return '';
  return at <= now ? ' now' : ` in ${duration(at - now)}`;
}
