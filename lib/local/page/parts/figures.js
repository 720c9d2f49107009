/** @import { Model } from '../model/model.js' */
import { dollars, duration, some, timeOf } from '../model/format.js';
import { stateOf } from '../model/model.js';
import { element, fill, make } from './dom.js';

/** @typedef {{ name: string, value: string, note: string }} Figure */

/** @param {Model} model @param {number} now */
export function showFigures(model, now) {
  const figures = [machines(model), waiting(model, now), run(model), hours(model, now), cost(model, now)];
  fill(element('figures'), figures, () => figures.map(figureOf));
}

/** @param {Figure} figure */
function figureOf({ name, value, note }) {
  return make('div', {}, [
    make('dt', { text: name }),
    make('dd', { text: value, className: 'value' }),
    make('dd', { text: note, className: 'aside' }),
  ]);
}

/** @param {Model} model @returns {Figure} */
function machines(model) {
  const states = model.machines().map(stateOf);
  const parts = ['Creating', 'Idle', 'Used', 'Removing']
    .map((state) => ({ state, count: states.filter((one) => one === state).length }))
    .filter(({ count }) => count > 0);
  const note = parts.map(({ state, count }) => `${count} ${state}`).join(' · ');
  return { name: 'Machines', value: `${states.length}`, note: note || `at most ${model.concurrent}` };
}

/** @param {Model} model @param {number} now @returns {Figure} */
function waiting(model, now) {
  const waits = model.waiting().map(({ waitsSince }) => now - (waitsSince ?? now));
  const note = waits.length === 0 ? 'none' : `the longest for ${duration(Math.max(...waits))}`;
  return { name: 'Jobs waiting', value: `${waits.length}`, note };
}

/** @param {Model} model @returns {Figure} */
function run({ totals, jobs }) {
  const running = [...jobs.values()].filter(({ phase }) => phase === 'running').length;
  const lost = [...jobs.values()].filter(({ isLost }) => isLost).length;
  const note = `${running} running now${lost === 0 ? '' : ` · ${lost} lost and retried`}`;
  return { name: 'Jobs run', value: `${totals.jobs}`, note };
}

/** @param {Model} model @param {number} now @returns {Figure} */
function hours(model, now) {
  const total = model.runners.reduce((sum, { name }) => sum + secondsOf(model, name, now), 0) / 3600;
  const count = model.totals.machines + model.machines().length;
  return {
    name: 'Machine-hours',
    value: total.toFixed(2),
    note: `${some(count, 'machine')} since ${timeOf(model.totals.since).slice(0, 5)}`,
  };
}

/** @param {Model} model @param {number} now @returns {Figure} */
function cost(model, now) {
  const priced = model.runners.filter(({ price }) => price !== null);
  if (priced.length === 0) return { name: 'Cost', value: '–', note: 'config.toml names no spot-price' };
  const total = priced.reduce(
    (sum, { name, price }) => sum + (secondsOf(model, name, now) / 3600) * (price ?? 0),
    0,
  );
  const prices = [...new Set(priced.map(({ price }) => `$${price}`))].join(', ');
  return { name: 'Cost at most', value: dollars(total), note: `at ${prices} an hour` };
}

/** What is over, and what lasts. @param {Model} model @param {string} runner @param {number} now */
function secondsOf(model, runner, now) {
  const own = model.machines().filter((lane) => lane.runner === runner);
  const lasting = own.reduce((sum, { begun }) => sum + Math.max(0, now - Math.max(begun, 0)), 0);
  return (model.totals.machineSeconds[runner] ?? 0) + lasting;
}
