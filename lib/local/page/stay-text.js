/**
 * @import { Lane, Stay } from '../dashboard/view.ts'
 * @import { Model } from './model.js'
 */
import { element, fill, make } from './dom.js';
import { duration, shortName, timeOf } from './format.js';

/** @type {{ instanceId: string, n: number } | undefined} */
let asked;

/** Whoever cannot see the bar is told all of it. @param {Lane} lane @param {Stay} stay */
export function stayLabel({ name, fate }, { state, from, to, reason, job }) {
  const until =
    to === null ? `since ${timeOf(from)}` : `${timeOf(from)} to ${timeOf(to)}, ${duration(to - from)}`;
  const doom = fate !== null && to === null ? `. EC2 takes it: ${fate}` : '';
  return `${job === null ? '' : `${job.name}, `}${state}, ${until}. ${reason}${doom}. Machine ${shortName(name)}`;
}

/** From now on the bar that was pointed at, or has the focus, is explained. */
/** @param {string} instanceId @param {number} n */
export function tellWhy(instanceId, n) {
  asked = { instanceId, n };
}

/** @param {Model} model @param {number} now */
export function showWhy(model, now) {
  const lane = model.lanes.get(asked?.instanceId ?? '');
  const stay = lane?.stays.find(({ n }) => n === asked?.n);
  if (lane === undefined || stay === undefined) return;
  const { state, from, to, reason, job } = stay;
  const until = to === null ? 'now' : timeOf(to);
  const time = `${timeOf(from)} – ${until}, ${duration((to ?? now) - from)}`;
  const doom = lane.fate !== null && to === null ? ` EC2 takes it: ${lane.fate}.` : '';
  const what = job === null ? state : `${state} by ${job.name} #${job.id}`;
  fill(element('why'), [what, lane.name, time, reason, doom], () => [
    make('b', { text: what, data: { state } }),
    make('span', { text: lane.name, className: 'machine' }),
    make('span', { text: time }),
    make('span', { text: `${reason}.${doom}` }),
  ]);
}
