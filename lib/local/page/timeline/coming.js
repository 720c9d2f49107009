/** @import { Model } from '../model/model.js' */
import { comingJobs } from '../model/coming.js';
import { some } from '../model/format.js';
import { element, fill, make } from '../parts/dom.js';

const MOST_SHOWN = 6;

/** What comes next, at the right, where the future is. @param {Model} model @param {number} now */
export function showComing(model, now) {
  const coming = comingJobs(model, now);
  const shown = coming.slice(0, MOST_SHOWN);
  const left = coming.length - shown.length;
  element('coming').hidden = coming.length === 0;
  fill(element('coming'), [shown, left], () => [
    make('li', { text: `${some(coming.length, 'job')} to come` }),
    ...shown.map((text) => make('li', { text, className: 'ghost' })),
    ...(left === 0 ? [] : [make('li', { text: `and ${left} more` })]),
  ]);
}
