/** @import { Model } from '../model/model.js' */
import { shortName, some, whenOf } from '../model/format.js';
import { stateOf } from '../model/model.js';
import { nextPeriod } from '../model/next-period.js';
import { announce } from './announcer.js';
import { element, fill, make, write } from './dom.js';
import { post } from './post.js';

const value = (/** @type {string} */ id) =>
  /** @type {HTMLInputElement | HTMLSelectElement} */ (element(id)).value;

/** What is sent when a form is, and what is said of it. */
export function setUpControls() {
  const push = async () => {
    const jobs = await post('/api/pipelines', { size: value('size') });
    return `A pipeline of ${some(jobs.length, 'job')} is pushed.`;
  };
  onSubmit('push', push);
  element('first-push-button').addEventListener('click', () => void say(push));
  onSubmit('interrupt', async () => {
    const machine = value('victim');
    await post(`/api/interrupt/${encodeURIComponent(machine)}`);
    return `EC2 takes machine ${shortName(machine)} back in two minutes.`;
  });
  onSubmit('lose', async () => {
    const { left } = await post('/api/webhooks/lose', { count: Number(value('losses')) });
    return `The next ${some(left, 'webhook')} will be lost.`;
  });
  onSubmit('jump', async () => {
    const { to } = await post('/api/clock/jump');
    return `The clock jumps to ${whenOf(Date.parse(to) / 1000)}.`;
  });
  element('speeds').addEventListener('change', (event) => {
    const speed = Number(/** @type {HTMLInputElement} */ (event.target).value);
    void say(async () => `Time passes ${(await post('/api/clock/speed', { speed })).speed} times as fast.`);
  });
  element('more').addEventListener('click', () => openDrawer(!element('drawer').classList.contains('open')));
}

export const closeDrawer = () => openDrawer(false);

/** @param {boolean} isOpen */
function openDrawer(isOpen) {
  element('drawer').classList.toggle('open', isOpen);
  element('more').ariaExpanded = `${isOpen}`;
}

/** @param {Model} model @param {number} now */
export function showControls(model, now) {
  element('drawer').hidden = !model.hasControls;
  if (!model.hasControls) return;
  showVictims(model);
  const { speed, isJumping, webhooksToLose } = model.pace;
  for (const input of document.querySelectorAll('#speeds input')) {
    const choice = /** @type {HTMLInputElement} */ (input);
    choice.checked = Number(choice.value) === speed;
  }
  write(label('lose'), webhooksToLose > 0 ? `${webhooksToLose} still to be lost` : 'Webhooks to lose');
  const next = nextPeriod(model.weeks, now);
  const when =
    next === undefined ? 'No period' : `Period ${next.isBegin ? 'begins' : 'ends'} ${whenOf(next.at)}`;
  write(element('jump-when'), isJumping ? 'Jumping' : when);
  write(element('jump-button'), next?.isBegin === false ? 'Jump to its end' : 'Jump to its start');
}

/** @param {Model} model */
function showVictims(model) {
  const machines = model.machines().filter((lane) => stateOf(lane) !== 'Removing' && lane.fate === null);
  const options = machines.map((lane) => ({
    name: lane.name,
    text: `${shortName(lane.name)}, ${stateOf(lane)}`,
  }));
  const select = /** @type {HTMLSelectElement} */ (element('victim'));
  const chosen = select.value;
  fill(select, options, () =>
    options.length === 0
      ? [make('option', { text: 'no machine' })]
      : options.map(({ name, text }) => Object.assign(make('option', { text }), { value: name })),
  );
  if (options.some(({ name }) => name === chosen)) select.value = chosen;
  select.disabled = options.length === 0;
  const button = element('interrupt').querySelector('button');
  if (button !== null) button.disabled = options.length === 0;
}

/** @param {string} id */
const label = (id) => /** @type {HTMLElement} */ (element(id).querySelector('label'));

/** @param {string} id @param {() => Promise<string>} action */
function onSubmit(id, action) {
  element(id).addEventListener('submit', (event) => {
    event.preventDefault();
    void say(action);
  });
}

/** @param {() => Promise<string>} action */
async function say(action) {
  announce(await action().catch((/** @type {Error} */ error) => `That failed: ${error.message}`));
}
