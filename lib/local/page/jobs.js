/**
 * @import { JobLine } from '../dashboard/view.ts'
 * @import { Model } from './model.js'
 */
import { element, fill, make, row, write } from './dom.js';
import { duration, shortName, some } from './format.js';

const MOST_ROWS = 12;
const ORDER = { waiting: 0, running: 1, created: 2, ended: 3 };

/** Jobs that wait come first, the longest wait above; then those that run, and those that ended last. */
/** @param {Model} model @param {number} now */
export function showJobs(model, now) {
  const jobs = [...model.jobs.values()].sort(byUrgency);
  const rows = jobs
    .slice(0, MOST_ROWS)
    .map((job) => ({ state: job.phase, status: job.status, cells: cellsOf(job, now) }));
  const table = element('jobs');
  table.hidden = jobs.length === 0;
  element('no-jobs').hidden = jobs.length > 0;
  const body = table.querySelector('tbody');
  if (body !== null) {
    fill(body, rows, () => rows.map(({ state, status, cells }) => row(cells.map(cellOf), { state, status })));
  }
  const left = jobs.slice(MOST_ROWS);
  element('more-jobs').hidden = left.length === 0;
  write(element('more-jobs'), moreText(left));
  write(element('waits'), waitsText(jobs));
}

/** @param {readonly JobLine[]} jobs */
function moreText(jobs) {
  const waiting = jobs.filter(({ phase }) => phase === 'waiting').length;
  const others = some(jobs.length, 'more job');
  return waiting > 0 ? `and ${others}, of which ${waiting} wait` : `and ${others} within the last hour`;
}

/** @param {readonly JobLine[]} jobs */
function waitsText(jobs) {
  const waits = jobs
    .flatMap(({ waitsSince, runsSince }) =>
      waitsSince === null || runsSince === null ? [] : [runsSince - waitsSince],
    )
    .sort((one, other) => one - other);
  const median = waits[Math.floor(waits.length / 2)];
  const longest = waits.at(-1);
  if (median === undefined || longest === undefined) return '';
  return `median wait ${duration(median)}, longest ${duration(longest)}`;
}

/** @param {JobLine} one @param {JobLine} other */
function byUrgency(one, other) {
  const order = ORDER[one.phase] - ORDER[other.phase];
  if (order !== 0) return order;
  if (one.phase === 'ended') return (other.endedAt ?? 0) - (one.endedAt ?? 0);
  return (one.waitsSince ?? 0) - (other.waitsSince ?? 0) || one.id - other.id;
}

/** @param {JobLine} job @param {number} now */
function cellsOf(job, now) {
  const { name, id, status, phase, waitsSince, runsSince, endedAt, machine, obstacle } = job;
  const waited = waitsSince === null ? '' : duration((runsSince ?? endedAt ?? now) - waitsSince);
  const ran = runsSince === null ? '' : duration((endedAt ?? now) - runsSince);
  const place = machine === null ? (obstacle ?? '') : shortName(machine);
  return [`${name} #${id}`, status, waited, ran, phase === 'waiting' ? (obstacle ?? '') : place];
}

/** @param {string} text @param {number} index */
function cellOf(text, index) {
  if (index === 1) return make('span', { text, className: 'badge' });
  return document.createTextNode(text);
}
