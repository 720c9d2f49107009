/** @import { Spent } from '../../dashboard/view.ts' */

/** How much has been spent by now. @param {Spent} spent @param {'hours' | 'dollars'} what @param {number} now */
export function grown(spent, what, now) {
  const { sum, perHour } = spent[what];
  return sum + (perHour * Math.max(0, now - spent.at)) / 3600;
}
