/**
 * @import { Model } from '../model/model.js'
 * @import { TourStep } from '../model/tour-steps.js'
 */
import { HEAR_ALL, tourSteps } from '../model/tour-steps.js';
import { announce } from './announcer.js';
import { closeDrawer } from './controls.js';
import { element, fill, make, write } from './dom.js';
import { post } from './post.js';

/** How long a finished step stays to be looked at. */
const LOOK_MS = 4000;
/** How long a step may take; then the next one begins. The last one ends too. */
const MOST_MS = 60_000;

/**
 * @typedef {object} Tour
 * @property {readonly TourStep[]} steps
 * @property {number} index
 * @property {number} beganAt of the step, by the world's clock
 * @property {number} beganMs by the page's
 * @property {number | null} doneMs
 * @property {number} speed before the tour
 */

/** @type {Tour | undefined} */
let tour;
/** What happens is then below what it all comes to. */
const narrow = matchMedia('(max-width: 40rem)');

/** @param {Model} model @param {() => number} now */
export function setUpTour(model, now) {
  const begin = () => {
    const steps = tourSteps(model, now());
    tour = { steps, index: -1, beganAt: 0, beganMs: 0, doneMs: null, speed: model.pace.speed };
    next(model, now());
    element('tour').hidden = false;
    element('tour-end').focus({ preventScroll: true });
    closeDrawer();
    if (narrow.matches) element('timeline').scrollIntoView();
    else scrollTo({ top: 0 });
  };
  for (const id of ['start-tour', 'first-tour']) element(id).addEventListener('click', begin);
  element('tour-end').addEventListener('click', () => end());
}

/** Goes on when the step's end has come, and was seen. @param {Model} model @param {number} now */
export function showTour(model, now) {
  element('tour').hidden = tour === undefined;
  if (tour === undefined) return;
  const { steps, index, beganAt, beganMs, doneMs } = tour;
  const step = steps[index];
  if (step === undefined) return end();
  write(element('tour-title'), `${index + 1} of ${steps.length}: ${step.title}`);
  write(element('tour-text'), step.text(model, now));
  fill(element('tour-steps'), [index, steps.length], () =>
    steps.map((_, place) => make('li', { className: place <= index ? 'done' : '' })),
  );
  const nowMs = performance.now();
  if (nowMs - beganMs > MOST_MS || (doneMs !== null && nowMs - doneMs > LOOK_MS)) next(model, now);
  else if (doneMs === null && !model.pace.isJumping && step.isDone(model, now, beganAt)) tour.doneMs = nowMs;
}

/** @param {Model} model @param {number} now */
function next(model, now) {
  if (tour === undefined) return;
  tour = { ...tour, index: tour.index + 1, beganAt: now, beganMs: performance.now(), doneMs: null };
  const step = tour.steps[tour.index];
  if (step === undefined) return end();
  void order([{ path: '/api/clock/speed', body: { speed: step.speed } }, ...step.orders(model)]);
}

function end() {
  if (tour === undefined) return;
  const { speed } = tour;
  tour = undefined;
  const hadFocus = document.activeElement === element('tour-end');
  element('tour').hidden = true;
  if (hadFocus) element('size').focus({ preventScroll: true });
  void order([HEAR_ALL, { path: '/api/clock/speed', body: { speed } }]);
}

/** @param {readonly { path: string, body?: object }[]} orders */
async function order(orders) {
  try {
    for (const { path, body } of orders) await post(path, body);
  } catch (error) {
    announce(`That failed: ${/** @type {Error} */ (error).message}`);
  }
}
