/** @import { Model } from '../model/model.js' */
import { duration, timeOf } from '../model/format.js';
import { instanceUrl } from '../model/links.js';
import { element, fill, link, make } from '../parts/dom.js';
import { boughtText, whyOf } from './stay-text.js';

/** @type {{ instanceId: string, n: number } | undefined} */
let asked;
let isPinned = false;

/** From now on the bar that was pointed at, or has the focus, is explained; but for one that was pressed. */
/** @param {string} instanceId @param {number} n */
export function tellWhy(instanceId, n) {
  if (!isPinned) asked = { instanceId, n };
}

/** It stays explained, so that its links can be reached, until it is pressed again. */
/** @param {string} instanceId @param {number} n */
export function pinWhy(instanceId, n) {
  isPinned = !(isPinned && asked?.instanceId === instanceId && asked.n === n);
  asked = { instanceId, n };
}

/** Explains the bar that is asked about, in the line above the lanes. @param {Model} model @param {number} now */
export function showWhy(model, now) {
  const lane = model.lanes.get(asked?.instanceId ?? '');
  const stay = lane?.stays.find(({ n }) => n === asked?.n);
  if (lane === undefined || stay === undefined) return;
  const { state, from, to, jobs } = stay;
  const until = to === null ? 'now' : timeOf(to);
  const time = `${timeOf(from)} – ${until}, ${duration((to ?? now) - from)}`;
  const why = whyOf(lane, stay, model, now);
  // The simulated GitLab has no pages, and its machines are in no EC2.
  const jobUrls = jobs.map(({ id }) => (model.hasControls ? null : (model.jobs.get(id)?.url ?? null)));
  const url = model.hasControls ? null : instanceUrl(lane, model.runners);
  const report = lane.report === null ? [] : [lane.report.reason, ...lane.report.lines];
  element('why').classList.toggle('pinned', isPinned);
  const bought = boughtText(lane);
  fill(element('why'), [state, jobs, lane.name, bought, time, why, jobUrls, report], () => [
    make('b', { data: { state } }, [
      jobs.length === 0 ? state : `${state} by `,
      ...jobs.flatMap(({ name, id }, index) => [
        index === 0 ? '' : ', ',
        link(`${name} #${id}`, jobUrls[index] ?? null),
      ]),
    ]),
    make('span', { className: 'machine' }, [link(lane.name, url)]),
    ...(bought === '' ? [] : [make('span', { text: bought })]),
    make('span', { text: time }),
    make('span', { text: why }),
    ...(report.length === 0 ? [] : [make('pre', { text: report.join('\n') })]),
  ]);
}
