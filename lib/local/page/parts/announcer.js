import { element, write } from './dom.js';

/** Says something to those who do not see it: used for what people did, and what they must know. @param {string} text */
export function announce(text) {
  const status = element('status');
  // The same words are news again.
  write(status, status.textContent === text ? `${text}\u00a0` : text);
}
