/** @import { JobLine, Lane } from '../../dashboard/view.ts' */

/**
 * What the chart draws: for each time of a change, how many there were in each state.
 * @typedef {object} Counts
 * @property {number[]} times
 * @property {Readonly<Record<Series, number[]>>} series
 */

/** @typedef {'Used' | 'Idle' | 'Creating' | 'Removing' | 'waiting'} Series */
/** @typedef {{ at: number, series: Series, by: 1 | -1 }} Step */

/**
 * @param {Iterable<Lane>} lanes
 * @param {Iterable<JobLine>} jobs
 * @param {{ from: number, to: number }} window
 * @returns {Counts}
 */
export function countsOver(lanes, jobs, { from, to }) {
  const steps = [...laneSteps(lanes), ...jobSteps(jobs)].sort((one, other) => one.at - other.at);
  const count = { Used: 0, Idle: 0, Creating: 0, Removing: 0, waiting: 0 };
  /** @type {number[]} */ const times = [];
  /** @type {Record<Series, number[]>} */
  const series = { Used: [], Idle: [], Creating: [], Removing: [], waiting: [] };
  const note = (/** @type {number} */ at) => {
    if (times.at(-1) === at) for (const values of Object.values(series)) values.pop();
    else times.push(at);
    for (const name of names) series[name].push(count[name]);
  };
  note(from);
  for (const { at, series: name, by } of steps) {
    if (at > to) break;
    count[name] += by;
    note(Math.max(at, from));
  }
  note(Math.max(to, times.at(-1) ?? to));
  return { times, series };
}

/** @type {readonly Series[]} */
const names = ['Used', 'Idle', 'Creating', 'Removing', 'waiting'];

/** @param {Iterable<Lane>} lanes @returns {Step[]} */
function laneSteps(lanes) {
  const stays = [...lanes].flatMap((lane) => lane.stays);
  return stays.flatMap(({ state, from, to }) => interval(state, from, to));
}

/** @param {Iterable<JobLine>} jobs @returns {Step[]} */
function jobSteps(jobs) {
  return [...jobs].flatMap(({ waitsSince, runsSince, endedAt }) =>
    waitsSince === null ? [] : interval('waiting', waitsSince, runsSince ?? endedAt),
  );
}

/** @param {Series} series @param {number} from @param {number | null} to @returns {Step[]} */
function interval(series, from, to) {
  /** @type {Step[]} */
  const begin = [{ at: from, series, by: 1 }];
  return to === null ? begin : [...begin, { at: to, series, by: -1 }];
}
