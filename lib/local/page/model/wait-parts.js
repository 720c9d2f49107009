/** @import { JobLine, Lane } from '../../dashboard/view.ts' */
import { duration } from './format.js';

/**
 * What a job waited for, one after the other, in seconds: that a machine was asked for, that it booted, and that the
 * machine took the job.
 * @typedef {object} WaitParts
 * @property {number} asked
 * @property {number} booted
 * @property {number} taken
 */

/** Undefined as long as it waits, or where the life of its machine is not known. */
/** @param {JobLine} job @param {Lane | undefined} lane the machine that runs it, or ran it @returns {WaitParts | undefined} */
export function waitParts({ waitsSince, runsSince }, lane) {
  if (waitsSince === null || runsSince === null || lane === undefined) return undefined;
  const within = (/** @type {number} */ time) => Math.min(Math.max(time, waitsSince), runsSince);
  const creating = lane.stays.find(({ state }) => state === 'Creating');
  const begun = within(lane.begun);
  const ready = within(creating === undefined ? lane.begun : (creating.to ?? runsSince));
  return { asked: begun - waitsSince, booted: ready - begun, taken: runsSince - ready };
}

/** @param {WaitParts} parts */
export function partsText({ asked, booted, taken }) {
  if (booted === 0) return `waited ${duration(taken)} for a machine that was there`;
  return `a machine was asked for after ${duration(asked)}, booted for ${duration(booted)}, and took it after ${duration(taken)}`;
}
