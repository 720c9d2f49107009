/**
 * @import { Lane, Stay } from '../../dashboard/view.ts'
 * @import { Model } from '../model/model.js'
 */
import { shortName } from '../model/format.js';
import { keptText } from '../model/kept.js';
import { stateOf } from '../model/model.js';
import { element, make, write } from '../parts/dom.js';
import { moveFocus } from './lane-keys.js';
import { isLost, jobsText, stayLabel } from './stay-text.js';
import { BASE, windowSeconds } from './time-window.js';
import { pinWhy, tellWhy } from './why.js';

/** @type {Map<string, HTMLElement>} */
const shown = new Map();
const lanesBox = element('lanes');
lanesBox.addEventListener('keydown', moveFocus);

/** Undefined if the machine's lane is not shown. @param {string} instanceId */
export const laneElement = (instanceId) => shown.get(instanceId);

/** A lane for each machine, a bar for each of its states. @param {Model} model @param {number} now */
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
  const visible = lane.stays.filter(({ to }) => to === null || to > now - windowSeconds());
  const bars = new Map(
    [...(track?.children ?? [])].map((bar) => [Number(/** @type {HTMLElement} */ (bar).dataset['n']), bar]),
  );
  for (const stay of visible) {
    const bar = bars.get(stay.n) ?? track?.appendChild(makeBar(lane, stay));
    bars.delete(stay.n);
    showBar(/** @type {HTMLElement} */ (bar), lane, stay, {
      isLost: isLost(stay, model),
      kept: keptText(lane, now),
    });
  }
  for (const bar of bars.values()) bar.remove();
  return line;
}

/** @param {Lane} lane */
function makeLane({ name, isAhead }) {
  const label = make('span', { text: shortName(name), className: 'name' });
  label.title = name;
  return make('li', { className: isAhead ? 'lane ahead' : 'lane' }, [
    label,
    make('div', { className: 'track' }),
  ]);
}

/** @param {Lane} lane @param {Stay} stay */
function makeBar({ instanceId }, { n, state }) {
  const bar = make('button', { className: 'stay', data: { n: `${n}`, state } }, [make('span')]);
  bar.type = 'button';
  bar.tabIndex = -1;
  const tell = () => tellWhy(instanceId, n);
  bar.addEventListener('pointerenter', tell);
  bar.addEventListener('focus', tell);
  bar.addEventListener('click', () => pinWhy(instanceId, n));
  return bar;
}

/** @param {HTMLElement} bar @param {Lane} lane @param {Stay} stay @param {{ isLost: boolean, kept: string }} what */
function showBar(bar, lane, stay, what) {
  const to = stay.to === null ? 'var(--now)' : `${stay.to - BASE}`;
  const doomedAt = lane.fate !== null && (stay.to ?? Infinity) > lane.fate.at ? lane.fate.at : undefined;
  const kept = stay.to === null && stay.jobs.length === 0 ? what.kept : '';
  const key = `${stay.from} ${to} ${jobsText(stay)} ${doomedAt} ${what.isLost} ${what.kept}`;
  if (bar.dataset['key'] === key) return;
  bar.dataset['key'] = key;
  bar.style.setProperty('--from', `${stay.from - BASE}`);
  bar.style.setProperty('--to', to);
  bar.style.setProperty('--doom', `${(doomedAt ?? 0) - BASE}`);
  bar.classList.toggle('doomed', doomedAt !== undefined && stay.state !== 'Removing');
  bar.classList.toggle('lost', what.isLost);
  bar.classList.toggle('kept', kept !== '');
  write(/** @type {Element} */ (bar.firstElementChild), jobsText(stay) || kept);
  bar.ariaLabel = stayLabel(lane, stay, what);
}
