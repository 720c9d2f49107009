/**
 * @import { Lane, Stay } from '../../dashboard/view.ts'
 * @import { Model } from '../model/model.js'
 */
import { dollars, duration, localTimes, shortName, timeOf } from '../model/format.js';
import { keptText } from '../model/kept.js';
import { instanceUrl } from '../model/links.js';
import { element, fill, link, make } from '../parts/dom.js';

/** @type {{ instanceId: string, n: number } | undefined} */
let asked;
let isPinned = false;

/** Did the machine's end take the job that it ran then? @param {Stay} stay @param {Model} model */
export const isLost = ({ job }, { jobs }) => job !== null && jobs.get(job.id)?.isLost === true;

/** "t3.medium in eu-west-1a, $0.02 an hour", as far as it is known. @param {Lane} lane */
function boughtText({ bought, hourly }) {
  const price = hourly === null ? '' : `${hourly.isMost ? 'at most ' : ''}${dollars(hourly.dollars)} an hour`;
  return [bought ?? '', price].filter((text) => text !== '').join(', ');
}

/** Whoever cannot see the bar is told all of it. */
/** @param {Lane} lane @param {Stay} stay @param {{ isLost: boolean, kept: string }} what */
export function stayLabel(lane, stay, { isLost: lost, kept }) {
  const { state, from, to, reason, job } = stay;
  const until =
    to === null ? `since ${timeOf(from)}` : `${timeOf(from)} to ${timeOf(to)}, ${duration(to - from)}`;
  const what = `${job === null ? '' : `${job.name}, `}${state}${lost ? ', lost' : ''}`;
  const why = `${localTimes(reason, from)}.${doomOf(lane, stay)}${keptOf(stay, kept)}`;
  return `${what}, ${until}. ${why} Machine ${shortName(lane.name)}`;
}

/** @param {Lane} lane @param {Stay} stay */
function doomOf({ fate }, { to }) {
  if (fate === null || (to !== null && to < fate.at)) return '';
  return ` ${timeOf(fate.at)}: ${fate.reason}.`;
}

/** @param {Stay} stay @param {string} kept */
const keptOf = ({ to }, kept) =>
  to !== null || kept === '' ? '' : ` It is ${kept}, and takes no other job.`;

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

/** @param {Lane} lane @param {Stay} stay @param {Model} model @param {number} now */
function whyOf(lane, stay, model, now) {
  const ahead = lane.isAhead && stay.state === 'Creating' ? ' Launched ahead, for a job to come.' : '';
  const kept = keptOf(stay, keptText(lane, now));
  const lost = isLost(stay, model) ? ' It was lost with the machine.' : '';
  return `${localTimes(stay.reason, stay.from)}.${ahead}${doomOf(lane, stay)}${kept}${lost}`;
}

/** @param {Model} model @param {number} now */
export function showWhy(model, now) {
  const lane = model.lanes.get(asked?.instanceId ?? '');
  const stay = lane?.stays.find(({ n }) => n === asked?.n);
  if (lane === undefined || stay === undefined) return;
  const { state, from, to, job } = stay;
  const until = to === null ? 'now' : timeOf(to);
  const time = `${timeOf(from)} – ${until}, ${duration((to ?? now) - from)}`;
  const why = whyOf(lane, stay, model, now);
  // The simulated GitLab has no pages, and its machines are in no EC2.
  const jobUrl = model.hasControls ? null : (model.jobs.get(job?.id ?? Number.NaN)?.url ?? null);
  const url = model.hasControls ? null : instanceUrl(lane, model.runners);
  const report = lane.report === null ? [] : [lane.report.reason, ...lane.report.lines];
  element('why').classList.toggle('pinned', isPinned);
  const bought = boughtText(lane);
  fill(element('why'), [state, job, lane.name, bought, time, why, jobUrl, report], () => [
    make('b', { data: { state } }, [
      job === null ? state : `${state} by `,
      ...(job === null ? [] : [link(`${job.name} #${job.id}`, jobUrl)]),
    ]),
    make('span', { className: 'machine' }, [link(lane.name, url)]),
    ...(bought === '' ? [] : [make('span', { text: bought })]),
    make('span', { text: time }),
    make('span', { text: why }),
    ...(report.length === 0 ? [] : [make('pre', { text: report.join('\n') })]),
  ]);
}
