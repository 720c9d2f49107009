/** @import { Model } from '../model/model.js' */
import { fittedSeconds } from '../model/fit.js';
import { element } from '../parts/dom.js';

/** CSS counts in single precision: its times count from here. */
export const BASE = Math.floor(Date.now() / 1000);

let seconds = 300;

/** How much is shown: what was chosen, or what the data needs. @param {Model} model @param {number} now */
export function fitWindow(model, now) {
  const chosen = /** @type {HTMLInputElement | null} */ (document.querySelector('#window input:checked'));
  const value = chosen?.value ?? 'fit';
  seconds = value === 'fit' ? fittedSeconds(model.lanes.values(), model.jobs.values(), now) : Number(value);
}

/** How many seconds before now are shown. */
export const windowSeconds = () => seconds;

/** Width of the column of names, in pixels. The chart's axis is as wide, so that all times are aligned. */
export function namesWidth() {
  return Number.parseFloat(getComputedStyle(element('timeline')).getPropertyValue('--names'));
}
