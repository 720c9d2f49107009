/** @import { JobLine, Lane } from '../../dashboard/view.ts' */
import { duration } from './format.js';

/**
 * What a job waited for, one after the other, in seconds: until a machine was asked for, EC2 started it, it booted, it was
 * done with other jobs, and it took this one.
 * @typedef {object} WaitParts
 * @property {number} asked
 * @property {number} started
 * @property {number} booted
 * @property {number} busy
 * @property {number} taken
 */

/** Undefined as long as the job waits, or if the page does not know its machine's life. */
/** @param {JobLine} job @param {Lane | undefined} lane the machine that runs it, or ran it @returns {WaitParts | undefined} */
export function waitParts({ id, waitsSince, runsSince }, lane) {
  if (waitsSince === null || runsSince === null || lane === undefined) return undefined;
  const within = (/** @type {number} */ time) => Math.min(Math.max(time, waitsSince), runsSince);
  const creating = lane.stays.find(({ state }) => state === 'Creating');
  const begun = within(lane.begun);
  const ready = within(creating === undefined ? lane.begun : (creating.to ?? runsSince));
  const others = lane.stays.filter(({ jobs }) => jobs.length > 0 && jobs.every((job) => job.id !== id));
  const kernel = Math.min(within(lane.kernelAt ?? lane.begun), ready);
  const free = others.reduce((latest, { to }) => Math.max(latest, within(to ?? runsSince)), ready);
  return {
    ...{ asked: begun - waitsSince, started: kernel - begun, booted: ready - kernel },
    ...{ busy: free - ready, taken: runsSince - free },
  };
}

/** @param {WaitParts} parts */
export function partsText({ asked, started, booted, busy, taken }) {
  const isBusy = Math.round(busy) > 0;
  if (booted === 0 && !isBusy) return `waited ${duration(taken)} for a machine that was free`;
  const told = [
    ...(booted === 0
      ? []
      : [
          `a machine was asked for after ${duration(asked)}`,
          ...(Math.round(started) > 0 ? [`was started by EC2 in ${duration(started)}`] : []),
          `booted for ${duration(booted)}`,
        ]),
    ...(isBusy ? [`${booted === 0 ? 'its machine ' : ''}had other jobs for ${duration(busy)}`] : []),
    `took it after ${duration(taken)}`,
  ];
  return `${told.slice(0, -1).join(', ')}${told.length > 2 ? ',' : ''} and ${told.at(-1)}`;
}

/**
 * The middle of each part of the waits for a machine that had to boot; empty if there was none.
 * @param {readonly WaitParts[]} waits
 */
export function middleText(waits) {
  const booted = waits.filter((parts) => parts.booted > 0);
  if (booted.length === 0) return '';
  const middle = (/** @type {keyof WaitParts} */ part) => {
    const sorted = booted.map((parts) => parts[part]).sort((one, other) => one - other);
    return duration(sorted[Math.floor(sorted.length / 2)] ?? 0);
  };
  return `for a new machine, the middle of ${booted.length}: asked for after ${middle('asked')}, started in ${middle('started')}, booted in ${middle('booted')}, job taken after ${middle('taken')}`;
}
