/**
 * @import { Lane, Stay } from '../../dashboard/view.ts'
 * @import { Model } from '../model/model.js'
 */
import { dollars, duration, localTimes, shortName, timeOf } from '../model/format.js';
import { keptText } from '../model/kept.js';

/** Did the machine's end take a job that it ran then? @param {Stay} stay @param {Model} model */
export const isLost = ({ jobs: ran }, { jobs }) => ran.some(({ id }) => jobs.get(id)?.isLost === true);

/** "unit", or where a machine runs several at once "unit, lint". @param {Stay} stay */
export const jobsText = ({ jobs }) => jobs.map(({ name }) => name).join(', ');

/** "t3.medium in eu-west-1a, $0.02 an hour", as far as it is known. @param {Lane} lane */
export function boughtText({ bought, hourly }) {
  const price = hourly === null ? '' : `${hourly.isMost ? 'at most ' : ''}${dollars(hourly.dollars)} an hour`;
  return [bought ?? '', price].filter((text) => text !== '').join(', ');
}

/** Whoever cannot see the bar is told all of it. */
/** @param {Lane} lane @param {Stay} stay @param {{ isLost: boolean, kept: string }} what */
export function stayLabel(lane, stay, { isLost: lost, kept }) {
  const { state, from, to, reason } = stay;
  const until =
    to === null ? `since ${timeOf(from)}` : `${timeOf(from)} to ${timeOf(to)}, ${duration(to - from)}`;
  const names = jobsText(stay);
  const what = `${names === '' ? '' : `${names}, `}${state}${lost ? ', lost' : ''}`;
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

/** Why it is in that state, and what comes of it. */
/** @param {Lane} lane @param {Stay} stay @param {Model} model @param {number} now */
export function whyOf(lane, stay, model, now) {
  const ahead = lane.isAhead && stay.state === 'Creating' ? ' Launched ahead, for a job to come.' : '';
  const kept = keptOf(stay, keptText(lane, now));
  const lost = isLost(stay, model) ? ' It was lost with the machine.' : '';
  return `${localTimes(stay.reason, stay.from)}.${ahead}${doomOf(lane, stay)}${kept}${lost}`;
}
