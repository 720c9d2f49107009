/** @import { Model } from '../model/model.js' */
import { dateOf, timeZone } from '../model/format.js';
import { element, write } from './dom.js';

/** @param {Model} model @param {number} now @param {number} reached seconds of the world in one of ours, as measured */
export function showHead({ title, pace, lostAt }, now, reached) {
  write(element('title'), title);
  write(element('now'), dateOf(now));
  write(element('zone'), timeZone());
  write(element('speed'), pace.isJumping ? 'jumping' : paceText(pace.speed, reached));
  const connection = element('connection');
  connection.dataset['state'] = lostAt === null ? 'live' : 'lost';
  write(connection, lostAt === null ? 'live' : 'connection lost, trying again');
}

/** If the clock reaches less than this share of its speed, the page says so. */
const NEARLY = 0.7;

/** @param {number} speed @param {number} reached */
function paceText(speed, reached) {
  if (speed === 1) return '';
  return reached < NEARLY * speed
    ? `${speed}×, of which this computer manages ${Math.round(reached)}×`
    : `${speed}×`;
}
