/** @import { Model } from '../model/model.js' */
import { some } from '../model/format.js';
import { element, fill, make } from '../parts/dom.js';

const MOST_SHOWN = 6;

/** Jobs that GitLab has told of and that cannot run yet, not those that wait for a person: at the right, where the future is. @param {Model} model */
export function showComing({ jobs }) {
  const coming = [...jobs.values()]
    .filter(({ status }) => status === 'created')
    .sort((one, other) => one.id - other.id);
  const names = coming.slice(0, MOST_SHOWN).map(({ name }) => name);
  const left = coming.length - names.length;
  element('coming').hidden = coming.length === 0;
  fill(element('coming'), [names, left], () => [
    make('li', { text: `${some(coming.length, 'job')} to come` }),
    ...names.map((name) => make('li', { text: name, className: 'ghost' })),
    ...(left === 0 ? [] : [make('li', { text: `and ${left} more` })]),
  ]);
}
