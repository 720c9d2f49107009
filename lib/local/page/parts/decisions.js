/**
 * @import { Decision, HeldBack } from '../../dashboard/view.ts'
 * @import { Model } from '../model/model.js'
 */

import { localTimes, shortName, some, timeOf } from '../model/format.js';
import { element, fill, make } from './dom.js';

/** What the reconciler decided last, the newest first, and what it holds back now. */
/** @param {Model} model @param {number} now */
export function showDecisions({ decisions, held, runners }, now) {
  const newest = [...decisions].reverse();
  element('no-decisions').hidden = newest.length > 0;
  element('decisions').hidden = newest.length === 0;
  fill(
    element('decisions'),
    newest.map(({ n }) => n),
    () => newest.map((one) => decisionOf(one, runners.length > 1)),
  );
  element('held').hidden = held.length === 0;
  fill(element('held'), held, () => held.map((one) => heldOf(one, now)));
}

/** @param {Decision} decision @param {boolean} withRunner */
function decisionOf({ at, kind, runner, count, machine, reason }, withRunner) {
  const what = `${WORDS[kind]} ${machine === null ? some(count, 'machine') : shortName(machine)}`;
  return make('li', { data: { kind } }, [
    make('time', { text: timeOf(at) }),
    make('b', { text: withRunner ? `${what} of ${runner}` : what }),
    make('span', { text: localTimes(reason, at) }),
  ]);
}

const WORDS = {
  Launch: 'Launched',
  Remove: 'Removed',
  Ended: 'Ended',
  Hold: 'Held back',
  Refused: 'EC2 refused',
};

/** @param {HeldBack} held @param {number} now */
function heldOf({ runner, count, purpose, reason }, now) {
  const why = purpose === 'jobs' ? 'that jobs wait for' : 'that the idle rules ask for';
  return make('li', {}, [
    make('b', { text: `Held back now: ${some(count, 'machine')}` }),
    document.createTextNode(` of ${runner} ${why}: ${localTimes(reason, now)}.`),
  ]);
}
