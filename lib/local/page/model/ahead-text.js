/** @import { LookaheadDay } from '../../dashboard/view.ts' */
import { duration } from './format.js';

/** What machines that were launched ahead brought, in one line. @param {LookaheadDay} day */
export function aheadText({ inTime, late, saved, inVain }) {
  return [
    `${inTime} in time`,
    ...(late === 0 ? [] : [`${late} late`]),
    `${duration(saved)} of waiting saved`,
    ...(inVain === 0 ? [] : [`${duration(inVain * 3600)} in vain`]),
  ].join(' · ');
}
