/** @import { Model } from '../model/model.js' */
import { healthOf } from '../model/health.js';
import { announce } from './announcer.js';
import { element, fill, make, withCode } from './dom.js';

let level = '';

/** The first line of the page: how all is, and what to do. @param {Model} model @param {number} now */
export function showHealth(model, now) {
  const health = healthOf(model, now);
  const { word, facts, advice } = health;
  element('health').dataset['level'] = health.level;
  fill(element('health-line'), [word, facts], () => [make('b', { text: `${word}:` }), ` ${facts}.`]);
  fill(element('advice'), advice, () => withCode(advice));
  const isNews = level !== health.level && (health.level === 'bad' || health.level === 'warning');
  level = health.level;
  if (isNews) announce(`${word}: ${facts}. ${advice}`);
}
