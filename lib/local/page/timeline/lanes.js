/**
 * @import { Lane } from '../../dashboard/view.ts'
 * @import { Bar } from '../model/bars.js'
 * @import { Model } from '../model/model.js'
 */
import { barsOf, readySpan } from '../model/bars.js';
import { shortName } from '../model/format.js';
import { keptText } from '../model/kept.js';
import { stateOf } from '../model/model.js';
import { element, make, write } from '../parts/dom.js';
import { moveFocus } from './lane-keys.js';
import { barLabel, isLost } from './stay-text.js';
import { BASE, windowSeconds } from './time-window.js';
import { pinWhy, tellWhy } from './why.js';

/** @type {Map<string, HTMLElement>} */
const shown = new Map();
const lanesBox = element('lanes');
lanesBox.addEventListener('keydown', moveFocus);

/** Undefined if the machine's lane is not shown. @param {string} instanceId */
export const laneElement = (instanceId) => shown.get(instanceId);

/** A lane for each machine with a row for each of its places; a bar for each job, and for each state without jobs. */
/** @param {Model} model @param {number} now */
export function showLanes(model, now) {
  const span = windowSeconds();
  const visible = [...model.lanes.values()]
    .filter(({ stays }) => (stays.at(-1)?.to ?? now) > now - span)
    .sort((one, other) => other.begun - one.begun || (one.name < other.name ? -1 : 1));
  arrange(visible.map((lane) => showLane(lane, model, now)));
  for (const [id, line] of shown) {
    if (line.parentElement === null) shown.delete(id);
  }
  if (lanesBox.querySelector('[tabindex="0"]') === null) {
    lanesBox.querySelector('button')?.setAttribute('tabindex', '0');
  }
}

/** Moves nothing that is in its place: what has the focus would lose it. @param {readonly HTMLElement[]} lines */
function arrange(lines) {
  const wanted = new Set(lines);
  for (const child of [...lanesBox.children]) {
    if (!wanted.has(/** @type {HTMLElement} */ (child))) child.remove();
  }
  lines.forEach((line, index) => {
    if (lanesBox.children[index] !== line) lanesBox.insertBefore(line, lanesBox.children[index] ?? null);
  });
}

/** @param {Lane} lane @param {Model} model @param {number} now */
function showLane(lane, model, now) {
  const line = shown.get(lane.instanceId) ?? makeLane(lane);
  shown.set(lane.instanceId, line);
  line.dataset['state'] = stateOf(lane) ?? 'gone';
  const [, track] = line.children;
  if (lane.places > 1) setSpan(line, readySpan(lane) ?? { from: now, to: now });
  const visible = barsOf(lane).filter(({ to }) => to === null || to > now - windowSeconds());
  const buttons = new Map(
    [...(track?.children ?? [])].map((child) => [/** @type {HTMLElement} */ (child).dataset['bar'], child]),
  );
  for (const bar of visible) {
    const button = buttons.get(bar.key) ?? track?.appendChild(makeBar(lane, bar));
    buttons.delete(bar.key);
    showBar(/** @type {HTMLElement} */ (button), lane, bar, {
      isLost: isLost(bar, model),
      kept: keptText(lane, now),
    });
  }
  for (const button of buttons.values()) button.remove();
  return line;
}

/** Sets where a box is drawn. @param {HTMLElement} box @param {{ from: number, to: number | null }} span */
function setSpan(box, { from, to }) {
  box.style.setProperty('--from', `${from - BASE}`);
  box.style.setProperty('--to', to === null ? 'var(--now)' : `${to - BASE}`);
}

/** With more places the rows are too low for names. */
const MOST_NAMED = 9;

/** @param {Lane} lane */
function makeLane({ name, isAhead, places }) {
  const label = make('span', { text: shortName(name), className: 'name' });
  label.title = name;
  const line = make('li', { className: 'lane' }, [label, make('div', { className: 'track' })]);
  line.classList.toggle('ahead', isAhead);
  line.classList.toggle('several', places > 1);
  line.classList.toggle('many', places > MOST_NAMED);
  line.style.setProperty('--places', `${places}`);
  return line;
}

/** @param {Lane} lane @param {Bar} bar */
function makeBar({ instanceId }, { key, state, job }) {
  const button = make('button', { className: 'stay', data: { bar: key, state } }, [make('span')]);
  button.type = 'button';
  button.tabIndex = -1;
  if (job !== null) button.style.setProperty('--place', `${job.place}`);
  const tell = () => tellWhy(instanceId, key);
  button.addEventListener('pointerenter', tell);
  button.addEventListener('focus', tell);
  button.addEventListener('click', () => pinWhy(instanceId, key));
  return button;
}

/** @param {HTMLElement} button @param {Lane} lane @param {Bar} bar @param {{ isLost: boolean, kept: string }} what */
function showBar(button, lane, bar, what) {
  const { from, to, state, job } = bar;
  const doomedAt = lane.fate !== null && (to ?? Infinity) > lane.fate.at ? lane.fate.at : undefined;
  const kept = to === null && job === null ? what.kept : '';
  const key = `${from} ${to} ${job?.name} ${doomedAt} ${what.isLost} ${what.kept}`;
  if (button.dataset['key'] === key) return;
  button.dataset['key'] = key;
  setSpan(button, bar);
  button.style.setProperty('--doom', `${(doomedAt ?? 0) - BASE}`);
  button.classList.toggle('doomed', doomedAt !== undefined && state !== 'Removing');
  button.classList.toggle('lost', what.isLost);
  button.classList.toggle('kept', kept !== '');
  write(/** @type {Element} */ (button.firstElementChild), job?.name ?? kept);
  button.ariaLabel = barLabel(lane, bar, what);
}
