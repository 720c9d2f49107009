/** @import { Model } from '../model/model.js' */
import { barsOf } from '../model/bars.js';
import { duration, timeOf } from '../model/format.js';
import { instanceUrl } from '../model/links.js';
import { element, fill, link, make } from '../parts/dom.js';
import { boughtText, whyOf } from './stay-text.js';

/** @type {{ instanceId: string, key: string } | undefined} */
let asked;
let isPinned = false;

/** Explains the bar under the pointer or with the focus, unless one was pressed. */
/** @param {string} instanceId @param {string} key */
export function tellWhy(instanceId, key) {
  if (!isPinned) asked = { instanceId, key };
}

/** A pressed bar stays explained until it is pressed again, so that its links can be reached. */
/** @param {string} instanceId @param {string} key */
export function pinWhy(instanceId, key) {
  isPinned = !(isPinned && asked?.instanceId === instanceId && asked.key === key);
  asked = { instanceId, key };
}

/** Explains the bar that is asked about, in the line above the lanes. @param {Model} model @param {number} now */
export function showWhy(model, now) {
  const lane = model.lanes.get(asked?.instanceId ?? '');
  const bar = lane === undefined ? undefined : barsOf(lane).find(({ key }) => key === asked?.key);
  if (lane === undefined || bar === undefined) return;
  const { state, from, to, job } = bar;
  const until = to === null ? 'now' : timeOf(to);
  const time = `${timeOf(from)} – ${until}, ${duration((to ?? now) - from)}`;
  const why = whyOf(lane, bar, model, now);
  // The simulated GitLab has no pages, and its machines are in no EC2.
  const jobUrl = model.hasControls || job === null ? null : (model.jobs.get(job.id)?.url ?? null);
  const url = model.hasControls ? null : instanceUrl(lane, model.runners);
  const report = lane.report === null ? [] : [lane.report.reason, ...lane.report.lines];
  element('why').classList.toggle('pinned', isPinned);
  const bought = boughtText(lane);
  fill(element('why'), [state, job, lane.name, bought, time, why, jobUrl, report], () => [
    make('b', { data: { state } }, [
      ...(job === null ? [state] : [`${state} by `, link(`${job.name} #${job.id}`, jobUrl)]),
    ]),
    make('span', { className: 'machine' }, [link(lane.name, url)]),
    ...(bought === '' ? [] : [make('span', { text: bought })]),
    make('span', { text: time }),
    make('span', { text: why }),
    ...(report.length === 0 ? [] : [make('pre', { text: report.join('\n') })]),
  ]);
}
