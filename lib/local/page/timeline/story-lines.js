/**
 * @import { JobLine, Lane, Stay } from '../../dashboard/view.ts'
 * @import { Model } from '../model/model.js'
 * @import { Loss, Story } from '../model/stories.js'
 */
import { localTimes, timeOf } from '../model/format.js';
import { outcomeOf, storiesOf, storyText } from '../model/stories.js';
import { element, fill, make } from '../parts/dom.js';
import { laneElement } from './lanes.js';
import { namesWidth, windowSeconds } from './time-window.js';

const MOST_TOLD = 4;

/** Draws each interruption over the lanes: its warning, the lost job, the way to its retry. Below, the same in words. */
/** @param {Model} model @param {number} now */
export function showStoryLines(model, now) {
  const stories = storiesOf(model);
  const visible = stories.filter(({ lane }) => laneElement(lane.instanceId) !== undefined);
  const lines = element('story-lines');
  const width = element('lanes').clientWidth - namesWidth();
  const xOf = (/** @type {number} */ time) => namesWidth() + ((time - now) / windowSeconds() + 1) * width;
  const marks = visible.flatMap((story) => marksOf(story, xOf, now));
  fill(lines, marks, () => marks.map(drawn));
  const told = visible.slice(0, MOST_TOLD).map((story) => storyText(story, now));
  element('stories').hidden = told.length === 0;
  fill(element('stories'), told, () => told.map(toldOf));
}

/** @param {{ at: number, what: string, outcome: string }} story */
const toldOf = ({ at, what, outcome }) =>
  make('li', {}, [
    make('time', { text: timeOf(at) }),
    make('b', { text: what }),
    make('span', { text: localTimes(outcome, at) }),
  ]);

/**
 * What is drawn, in pixels.
 * @typedef {{ kind: 'warning', x: number, y: number }
 *   | { kind: 'way', path: string }
 *   | { kind: 'label', x: number, y: number, isLeft: boolean, isLow: boolean, text: string }} Mark
 */

/** @param {Story} story @param {(time: number) => number} xOf @param {number} now @returns {Mark[]} */
function marksOf({ lane, losses }, xOf, now) {
  const y = middleOf(lane);
  const x = Math.round(xOf(lane.fate?.at ?? now));
  /** @type {Mark[]} */
  const warning = x < namesWidth() ? [] : [{ kind: 'warning', x, y }];
  return [...warning, ...losses.flatMap((loss) => lossMarks(lane, loss, xOf, now))];
}

/** @param {Lane} lane @param {Loss} loss @param {(time: number) => number} xOf @param {number} now @returns {Mark[]} */
function lossMarks(lane, loss, xOf, now) {
  const y = middleOf(lane, placeIn(loss.stay, loss.job));
  const from = Math.round(xOf(loss.stay.to ?? now));
  if (from < namesWidth()) return [];
  const isLeft = from > xOf(now) - LABEL_PX;
  const x = isLeft ? Math.round(xOf(lane.begun)) - GAP_PX : from + GAP_PX;
  /** @type {Mark} */
  const label = { kind: 'label', x, y, isLeft, isLow: lane.places > 1, text: outcomeOf(loss, now) };
  if (loss.again === null || loss.retry === null) return [label];
  const to = middleOf(loss.again.lane, placeIn(loss.again.stay, loss.retry));
  if (Number.isNaN(to)) return [label];
  const end = Math.round(xOf(loss.again.stay.from));
  const bend = Math.max(8, (end - from) / 2);
  const path = `M ${from} ${y} C ${from + bend} ${y}, ${end - bend} ${to}, ${end} ${to}`;
  return [{ kind: 'way', path }, label];
}

/** The room that a label needs; if the right has less, it stands left of its mark. */
const LABEL_PX = 150;
const GAP_PX = 12;

/** The middle of a place's row, or of the whole lane; NaN if not shown. @param {Lane} lane @param {number} [place] */
function middleOf({ instanceId, places }, place = (places - 1) / 2) {
  const line = laneElement(instanceId);
  return line === undefined ? Number.NaN : line.offsetTop + (line.offsetHeight * (place + 0.5)) / places;
}

/** @param {Stay} stay @param {JobLine} job */
const placeIn = ({ jobs }, { id }) => jobs.find((one) => one.id === id)?.place;

const SVG = 'http://www.w3.org/2000/svg';

/** @param {Mark} mark */
function drawn(mark) {
  if (mark.kind === 'way') {
    const drawing = document.createElementNS(SVG, 'svg');
    const path = drawing.appendChild(document.createElementNS(SVG, 'path'));
    path.setAttribute('d', mark.path);
    return drawing;
  }
  const made =
    mark.kind === 'warning'
      ? make('i', { className: 'warning' })
      : make('span', {
          text: mark.text,
          className: `label${mark.isLeft ? ' left' : ''}${mark.isLow ? ' low' : ''}`,
        });
  made.style.left = `${mark.x}px`;
  made.style.top = `${mark.y}px`;
  return made;
}
