import { element } from './dom.js';

const SHORT = 600;
/** Up to this speed ten minutes take so long that somebody watches them. */
const SLOW = 10;

/** A history that has just begun would be lost in an hour. @param {number} age @param {number} speed seconds in one */
export function chooseWindow(age, speed) {
  if (age > SHORT || speed > SLOW) return;
  const short = /** @type {HTMLInputElement | null} */ (document.querySelector(`#window [value="${SHORT}"]`));
  if (short !== null) short.checked = true;
}

/** How many seconds before now are shown. */
export function windowSeconds() {
  const chosen = /** @type {HTMLInputElement | null} */ (document.querySelector('#window input:checked'));
  return Number(chosen?.value ?? 3600);
}

/** Width of the column of names, in pixels: the chart's axis is as wide, so that all times are aligned. */
export function namesWidth() {
  return Number.parseFloat(getComputedStyle(element('timeline')).getPropertyValue('--names'));
}
