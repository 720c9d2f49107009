/** @import { Lane } from '../../dashboard/view.ts' */
import { minuteOf } from './format.js';

/** "kept until 22:40"; empty if no operator keeps the machine. @param {Lane} lane @param {number} now */
export function keptText({ keptUntil }, now) {
  return keptUntil === null || keptUntil <= now ? '' : `kept until ${minuteOf(keptUntil)}`;
}
