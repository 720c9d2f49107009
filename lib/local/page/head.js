/** @import { Model } from './model.js' */
import { element, write } from './dom.js';
import { dateOf } from './format.js';

/** @param {Model} model @param {number} now */
export function showHead({ title, pace, trouble }, now) {
  write(element('title'), title);
  write(element('now'), dateOf(now));
  write(element('speed'), pace.isJumping ? 'jumping' : paceText(pace.speed));
  element('trouble').hidden = trouble === null;
  write(element('trouble'), trouble ?? '');
}

/** @param {number} speed */
const paceText = (speed) => (speed === 1 ? '' : `${speed}×`);

/** @param {boolean} isConnected */
export function showConnection(isConnected) {
  const connection = element('connection');
  connection.dataset['state'] = isConnected ? 'live' : 'lost';
  write(connection, isConnected ? 'live' : 'connection lost, trying again');
}
