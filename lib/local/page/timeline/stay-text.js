/**
 * @import { Lane } from '../../dashboard/view.ts'
 * @import { Bar } from '../model/bars.js'
 * @import { Model } from '../model/model.js'
 */
import { dollars, duration, localTimes, shortName, timeOf } from '../model/format.js';
import { keptText } from '../model/kept.js';

/** Did the machine's end take its job? @param {Bar} bar @param {Model} model */
export const isLost = ({ job }, { jobs }) => job !== null && jobs.get(job.id)?.isLost === true;

/** "t3.medium in eu-west-1a, $0.02 an hour", as far as it is known. @param {Lane} lane */
export function boughtText({ bought, hourly }) {
  const price = hourly === null ? '' : `${hourly.isMost ? 'at most ' : ''}${dollars(hourly.dollars)} an hour`;
  return [bought ?? '', price].filter((text) => text !== '').join(', ');
}

/** The whole bar in words, for a screen reader. */
/** @param {Lane} lane @param {Bar} bar @param {{ isLost: boolean, kept: string }} what */
export function barLabel(lane, bar, { isLost: lost, kept }) {
  const { state, from, to, reason, job } = bar;
  const until =
    to === null ? `since ${timeOf(from)}` : `${timeOf(from)} to ${timeOf(to)}, ${duration(to - from)}`;
  const what = `${job === null ? '' : `${job.name}, `}${state}${lost ? ', lost' : ''}`;
  const why = `${localTimes(reason, from)}.${doomOf(lane, bar)}${keptOf(bar, kept)}`;
  return `${what}, ${until}. ${why} Machine ${shortName(lane.name)}`;
}

/** @param {Lane} lane @param {Bar} bar */
function doomOf({ fate }, { to }) {
  if (fate === null || (to !== null && to < fate.at)) return '';
  return ` ${timeOf(fate.at)}: ${fate.reason}.`;
}

/** @param {Bar} bar @param {string} kept */
const keptOf = ({ to }, kept) =>
  to !== null || kept === '' ? '' : ` It is ${kept}, and takes no other job.`;

/** Why it is in that state, and what follows. */
/** @param {Lane} lane @param {Bar} bar @param {Model} model @param {number} now */
export function whyOf(lane, bar, model, now) {
  const ahead = lane.isAhead && bar.state === 'Creating' ? ' Launched ahead, for a job to come.' : '';
  const kept = keptOf(bar, keptText(lane, now));
  const lost = isLost(bar, model) ? ' It was lost with the machine.' : '';
  return `${localTimes(bar.reason, bar.from)}.${ahead}${doomOf(lane, bar)}${kept}${lost}`;
}
