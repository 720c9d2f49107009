/**
 * @import { JobLine } from '../../dashboard/view.ts'
 * @import { Model } from './model.js'
 */
import { nextPeriod } from './next-period.js';
import { retriedAfter, storiesOf } from './stories.js';

/**
 * One thing that the guided minute shows.
 * @typedef {object} TourStep
 * @property {string} title
 * @property {string} text
 * @property {number} speed seconds of the world in one of ours
 * @property {(model: Model) => readonly { path: string, body?: object }[]} orders what is asked of the world as it begins
 * @property {(model: Model, now: number, beganAt: number) => boolean} isDone
 */

/** @param {Model} model @param {number} now @returns {TourStep[]} */
export function tourSteps(model, now) {
  const next = nextPeriod(model.weeks, now);
  const jump = next === undefined ? [] : [next.isBegin ? night : morning];
  return [pushed, interrupted, unheard, ...jump];
}

/** Its job lasts longer than EC2's warning. */
const LONG_JOB = 'load';
/** Seconds for which it has run before it is interrupted, so that there is something to see. */
const RUNS_FOR = 40;

/** @param {Model} model @returns {JobLine | undefined} */
const longJob = ({ jobs }) =>
  [...jobs.values()].findLast(({ name, phase }) => name === LONG_JOB && phase === 'running');

/** @type {TourStep} */
const pushed = {
  title: 'A pipeline is pushed',
  text: 'GitLab’s webhook asks for a machine at once: nobody polled. It boots, registers a runner of its own and takes the job; the next stage brings more.',
  speed: 10,
  orders: () => [{ path: '/api/pipelines', body: { size: 'long' } }],
  isDone: (model, now) => now - (longJob(model)?.runsSince ?? now) > RUNS_FOR,
};

/** @type {TourStep} */
const interrupted = {
  title: 'EC2 takes a machine back',
  text: 'With a warning of two minutes; its job needs longer. Another machine is asked for at the warning, and the lost job is retried by itself.',
  speed: 10,
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

/** All of the pipeline's, until its first job waits; a few more, for what else is told meanwhile. */
const LOST = 8;

/** @type {TourStep} */
const unheard = {
  title: 'Webhooks are lost',
  text: 'Another pipeline is pushed, and nobody tells of it. Every five minutes an audit asks GitLab itself, finds what waits, and machines come.',
  speed: 60,
  orders: () => [
    { path: '/api/webhooks/lose', body: { count: LOST } },
    { path: '/api/pipelines', body: { size: 'small' } },
  ],
  isDone: ({ jobs }, _, beganAt) =>
    [...jobs.values()].some(
      ({ name, machine, waitsSince }) =>
        name === 'build' && machine !== null && (waitsSince ?? 0) >= beganAt - 1,
    ),
};

/** @type {TourStep} */
const night = {
  title: 'Night comes',
  text: 'The clock jumps to the next period of config.toml: other idle rules hold, the machines leave, and nothing is paid for.',
  speed: 60,
  orders: () => [{ path: '/api/webhooks/lose', body: { count: 0 } }, { path: '/api/clock/jump' }],
  isDone: (model, now, beganAt) => model.machines().length === 0 && now > beganAt + 60,
};

/** @type {TourStep} */
const morning = { ...night, title: 'Morning comes' };
