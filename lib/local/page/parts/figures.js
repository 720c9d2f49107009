/** @import { Model } from '../model/model.js' */
import { aheadText } from '../model/ahead-text.js';
import { dollars, duration, minuteOf, some } from '../model/format.js';
import { stateOf } from '../model/model.js';
import { grown } from '../model/spent.js';
import { element, fill, make } from './dom.js';

/** @typedef {{ name: string, value: string, note: string }} Figure */

/** @param {Model} model @param {number} now */
export function showFigures(model, now) {
  const figures = [
    ...[machines(model), waiting(model, now), run(model), ...ahead(model)],
    ...[hours(model, now), cost(model, now)],
  ];
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

/** Empty until the first machine that was launched ahead has left. @param {Model} model @returns {Figure[]} */
function ahead({ lookahead }) {
  if (lookahead === null || lookahead.machines === 0) return [];
  return [
    {
      name: 'Launched ahead',
      value: `${lookahead.machines}`,
      note: `${aheadText(lookahead)}, of those that left within a day`,
    },
  ];
}

/** @param {Model} model @param {number} now @returns {Figure} */
function hours({ totals: { spent, since } }, now) {
  return {
    name: 'Machine-hours',
    value: grown(spent, 'hours', now).toFixed(2),
    note: `${some(spent.machines, 'machine')} since ${minuteOf(since)}`,
  };
}

/** @param {Model} model @param {number} now @returns {Figure} */
function cost({ totals: { spent }, runners }, now) {
  const { machines, dollars: growing, isMost, isPart } = spent;
  const isKnown = machines === 0 || growing.sum + growing.perHour > 0;
  if (!isKnown) return { name: 'Cost', value: '–', note: 'prices are not known' };
  const bounds = [...new Set(runners.flatMap(({ price }) => (price === null ? [] : [`$${price}`])))];
  const first = bounds.length === 0 ? '' : `at most ${bounds.join(', ')} an hour a machine`;
  const rate = growing.perHour === 0 ? 'nothing now' : `${dollars(growing.perHour)} an hour now`;
  return {
    name: isMost ? 'Cost at most' : 'Cost',
    value: dollars(grown(spent, 'dollars', now)),
    note: machines === 0 ? first : `${rate}${isPart ? ', some prices are not known' : ''}`,
  };
}
