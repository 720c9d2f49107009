/** @import { Model } from '../model/model.js' */
import { dateOf, timeZone } from '../model/format.js';
import { element, write } from './dom.js';

/** @param {Model} model @param {number} now */
export function showHead({ title, pace, lostAt }, now) {
  write(element('title'), title);
  write(element('now'), dateOf(now));
  write(element('zone'), timeZone());
  write(element('speed'), pace.isJumping ? 'jumping' : paceText(pace.speed));
  const connection = element('connection');
  connection.dataset['state'] = lostAt === null ? 'live' : 'lost';
  write(connection, lostAt === null ? 'live' : 'connection lost, trying again');
}

/** @param {number} speed */
const paceText = (speed) => (speed === 1 ? '' : `${speed}×`);
