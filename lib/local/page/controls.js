/**
 * @import { RunnerWeek } from '../dashboard/week.ts'
 * @import { Model } from './model.js'
 */
import { announce } from './announcer.js';
import { element, fill, make, write } from './dom.js';
import { shortName, some } from './format.js';
import { stateOf } from './model.js';

const value = (/** @type {string} */ id) =>
  /** @type {HTMLInputElement | HTMLSelectElement} */ (element(id)).value;

/** What is sent when a form is, and what is said of it. */
export function setUpControls() {
  onSubmit('push', async () => {
    const jobs = await post('/api/pipelines', { size: value('size') });
    return `A pipeline of ${some(jobs.length, 'job')} is pushed.`;
  });
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
    return `The clock jumps to ${to}.`;
  });
  element('speeds').addEventListener('change', (event) => {
    const speed = Number(/** @type {HTMLInputElement} */ (event.target).value);
    void say(async () => `Time passes ${(await post('/api/clock/speed', { speed })).speed} times as fast.`);
  });
}

/** @param {Model} model @param {number} now */
export function showControls(model, now) {
  element('controls').hidden = !model.hasControls;
  if (!model.hasControls) return;
  showVictims(model);
  const { speed, isJumping, webhooksToLose } = model.pace;
  for (const input of document.querySelectorAll('#speeds input')) {
    const choice = /** @type {HTMLInputElement} */ (input);
    choice.checked = Number(choice.value) === speed;
  }
  write(label('lose'), webhooksToLose > 0 ? `${webhooksToLose} still to be lost` : 'Webhooks to lose');
  const next = nextPeriod(model.weeks, now);
  write(element('jump-when'), isJumping ? 'Jumping' : (next?.when ?? 'Next period'));
  write(element('jump-button'), next?.isBegin === false ? 'Jump to its end' : 'Jump to off-peak');
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

/** The next time at which another rule holds. @param {readonly RunnerWeek[]} weeks @param {number} now */
function nextPeriod(weeks, now) {
  const changes = weeks.flatMap(({ timezone, days }) => {
    const spans = days.flatMap((day) => day.spans);
    const next = spans.find(({ from, period }, index) => from > now && period !== spans[index - 1]?.period);
    return next === undefined ? [] : [{ at: next.from, timezone, isBegin: next.period !== null }];
  });
  const [first] = changes.sort((one, other) => one.at - other.at);
  if (first === undefined) return undefined;
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone: first.timezone },
  });
  return {
    when: `${first.isBegin ? 'Period begins' : 'Period ends'} ${format.format(first.at * 1000)}`,
    isBegin: first.isBegin,
  };
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

/** @param {string} path @param {object} [body] @returns {Promise<any>} */
async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
