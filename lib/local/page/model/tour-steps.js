/**
 * @import { JobLine } from '../../dashboard/view.ts'
 * @import { Model } from './model.js'
 */
import { dollars, some } from './format.js';
import { nextPeriod, standingReady } from './next-period.js';
import { grown } from './spent.js';
import { retriedAfter, storiesOf } from './stories.js';

/**
 * A step of the guided minute.
 * @typedef {object} TourStep
 * @property {string} title
 * @property {(model: Model, now: number) => string} text
 * @property {number} speed seconds of the world in one of ours
 * @property {(model: Model) => readonly { path: string, body?: object }[]} orders what it has the world do when it begins
 * @property {(model: Model, now: number, beganAt: number) => boolean} isDone
 */

/** @param {Model} model @param {number} now @returns {TourStep[]} */
export function tourSteps(model, now) {
  const next = nextPeriod(model.weeks, now);
  const jump = next === undefined ? [] : [jumped(next.isBegin ? 'A period begins' : 'A period ends')];
  return [pushed, interrupted, unheard, ...jump, summedUp(model, now)];
}

/** Its job lasts longer than EC2's warning. */
const LONG_JOB = 'load';
/** Seconds that it runs before it is interrupted, so that there is something to see. */
const RUNS_FOR = 40;

/** @param {Model} model @returns {JobLine | undefined} */
const longJob = ({ jobs }) =>
  [...jobs.values()].findLast(({ name, phase }) => name === LONG_JOB && phase === 'running');

/** @type {TourStep} */
const pushed = {
  title: 'A pipeline is pushed',
  text: () =>
    'GitLab sends a webhook, and a machine is launched at once. It boots, gets a runner of its own and takes the job. The next stage brings more machines.',
  speed: 20,
  orders: () => [{ path: '/api/pipelines', body: { size: 'long' } }],
  isDone: (model, now) => now - (longJob(model)?.runsSince ?? now) > RUNS_FOR,
};

/** @type {TourStep} */
const interrupted = {
  title: 'EC2 takes a machine back',
  text: () =>
    'EC2 warns two minutes before it does, and the job needs longer. So another machine is launched at the warning, and bastionless retries the lost job.',
  speed: 20,
  orders: (model) => {
    const machine = longJob(model)?.machine;
    return machine === undefined || machine === null ? [] : [{ path: `/api/interrupt/${machine}` }];
  },
  isDone: (model, _, beganAt) =>
    storiesOf(model).some(
      ({ lane, losses }) =>
        (lane.fate?.at ?? 0) >= beganAt - 1 && losses.some((loss) => retriedAfter(loss) !== undefined),
    ),
};

/** At least as many as GitLab sends during a step. */
const LOSE_ALL = { path: '/api/webhooks/lose', body: { count: 1000 } };
export const HEAR_ALL = { path: '/api/webhooks/lose', body: { count: 0 } };

/** So many jobs that the free machines cannot finish them before the audit looks. @type {TourStep} */
const unheard = {
  title: 'Every webhook is lost',
  text: () =>
    '38 jobs are pushed, and no webhook tells of them. Free machines take some all the same. Every five minutes an audit asks GitLab which jobs wait: then machines come for the others.',
  speed: 60,
  orders: () => [LOSE_ALL, { path: '/api/pipelines', body: { size: 'large' } }],
  isDone: ({ lanes }, _, beganAt) =>
    [...lanes.values()].some(({ begun, builds }) => begun >= beganAt && builds > 0),
};

/** @param {string} title @returns {TourStep} */
const jumped = (title) => ({
  title,
  text: () =>
    'Webhooks arrive again, and the clock jumps to the minute at which other idle rules of config.toml begin. The jobs end, and the machines beyond IdleCount leave.',
  speed: 60,
  orders: () => [HEAR_ALL, { path: '/api/clock/jump' }],
  isDone: (model, now, beganAt) =>
    model.machines().length <= standingReady(model.weeks, now) && now > beganAt + 60,
});

/** Stays until somebody ends it. @param {Model} model @param {number} now @returns {TourStep} */
function summedUp({ totals: { jobs, spent } }, now) {
  const [machines, cost] = [spent.machines, grown(spent, 'dollars', now)];
  return {
    title: 'What it cost',
    text: ({ totals }, then) => {
      const ran = `${some(totals.jobs - jobs, 'job')} ran on ${some(totals.spent.machines - machines, 'machine')}`;
      const most = totals.spent.isMost ? 'at most ' : '';
      const paid = `${most}${dollars(grown(totals.spent, 'dollars', then) - cost)}`;
      return `${ran}, for ${paid}. No machine was always on. Now push a pipeline yourself, or interrupt a machine.`;
    },
    speed: 1,
    orders: () => [HEAR_ALL],
    isDone: () => false,
  };
}
