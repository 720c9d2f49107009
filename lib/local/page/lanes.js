/**
 * @import { Lane, Stay } from '../dashboard/view.ts'
 * @import { Model } from './model.js'
 */
import { element, make, write } from './dom.js';
import { shortName } from './format.js';
import { moveFocus } from './lane-keys.js';
import { stateOf } from './model.js';
import { stayLabel, tellWhy } from './stay-text.js';
import { windowSeconds } from './time-window.js';

/** CSS counts in single precision: times are told from here on. */
const BASE = Math.floor(Date.now() / 1000);

/** @type {Map<string, HTMLElement>} */
const shown = new Map();
const lanesBox = element('lanes');
lanesBox.addEventListener('keydown', moveFocus);

/** A lane for each machine, a bar for each of its states. @param {Model} model @param {number} now */
export function showLanes(model, now) {
  const span = windowSeconds();
  const visible = [...model.lanes.values()]
    .filter(({ stays }) => (stays.at(-1)?.to ?? now) > now - span)
    .sort((one, other) => other.begun - one.begun || (one.name < other.name ? -1 : 1));
  lanesBox.style.setProperty('--span', `${span}`);
  lanesBox.style.setProperty('--now', `${now - BASE}`);
  element('no-machines').hidden = model.machines().length > 0;
  arrange(visible.map((lane) => showLane(lane, now, span)));
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

/** @param {Lane} lane @param {number} now @param {number} span */
function showLane(lane, now, span) {
  const line = shown.get(lane.instanceId) ?? makeLane(lane);
  shown.set(lane.instanceId, line);
  line.dataset['state'] = stateOf(lane) ?? 'gone';
  const [, track] = line.children;
  const visible = lane.stays.filter(({ to }) => (to ?? now) > now - span);
  const bars = new Map(
    [...(track?.children ?? [])].map((bar) => [Number(/** @type {HTMLElement} */ (bar).dataset['n']), bar]),
  );
  for (const stay of visible) {
    const bar = bars.get(stay.n) ?? track?.appendChild(makeBar(lane, stay));
    bars.delete(stay.n);
    showBar(/** @type {HTMLElement} */ (bar), lane, stay);
  }
  for (const bar of bars.values()) bar.remove();
  return line;
}

/** @param {Lane} lane */
function makeLane({ name }) {
  const label = make('span', { text: shortName(name), className: 'name' });
  label.title = name;
  return make('li', { className: 'lane' }, [label, make('div', { className: 'track' })]);
}

/** @param {Lane} lane @param {Stay} stay */
function makeBar({ instanceId }, { n, state }) {
  const bar = make('button', { className: 'stay', data: { n: `${n}`, state } }, [make('span')]);
  bar.type = 'button';
  bar.tabIndex = -1;
  const tell = () => tellWhy(instanceId, n);
  bar.addEventListener('pointerenter', tell);
  bar.addEventListener('focus', tell);
  return bar;
}

/** @param {HTMLElement} bar @param {Lane} lane @param {Stay} stay */
function showBar(bar, lane, stay) {
  const to = stay.to === null ? 'var(--now)' : `${stay.to - BASE}`;
  const key = `${stay.from} ${to} ${stay.job?.name} ${lane.fate}`;
  if (bar.dataset['key'] === key) return;
  bar.dataset['key'] = key;
  bar.style.setProperty('--from', `${stay.from - BASE}`);
  bar.style.setProperty('--to', to);
  bar.classList.toggle('doomed', lane.fate !== null && stay.to === null);
  write(/** @type {Element} */ (bar.firstElementChild), stay.job?.name ?? '');
  bar.ariaLabel = stayLabel(lane, stay);
}
