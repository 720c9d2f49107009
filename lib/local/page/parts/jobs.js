/**
 * @import { JobLine } from '../../dashboard/view.ts'
 * @import { Model } from '../model/model.js'
 */
import { duration, localTimes, shortName, smallDollars, some } from '../model/format.js';
import { middleText, partsText, waitParts } from '../model/wait-parts.js';
import { element, fill, keepTable, link, make, row, write } from './dom.js';

const MOST_ROWS = 12;
const ORDER = { waiting: 0, running: 1, created: 2, ended: 3 };

/** Jobs that wait come first, the longest wait above; then those that run, are to come, and those that ended last. */
/** @param {Model} model @param {number} now */
export function showJobs(model, now) {
  const jobs = [...model.jobs.values()].sort(byUrgency);
  const lanes = new Map([...model.lanes.values()].map((lane) => [lane.name, lane]));
  const retries = new Set(jobs.map(({ retriedAs }) => retriedAs));
  const partsOf = (/** @type {JobLine} */ job) => waitParts(job, lanes.get(job.machine ?? ''));
  const lines = jobs
    .slice(0, MOST_ROWS)
    .map((job) => ({ ...lineOf(job, partsOf(job), now), isRetry: retries.has(job.id) }))
    // The simulated GitLab has no pages.
    .map((line) => (model.hasControls ? { ...line, url: null } : line));
  element('jobs').hidden = jobs.length === 0;
  element('no-jobs').hidden = jobs.length > 0;
  const body = element('jobs').querySelector('tbody');
  if (body !== null) fill(body, lines, () => lines.map(rowOf));
  keepTable(element('jobs'));
  const left = jobs.slice(MOST_ROWS);
  element('more-jobs').hidden = left.length === 0;
  write(element('more-jobs'), moreText(left));
  const parts = middleText(jobs.flatMap((job) => partsOf(job) ?? []));
  write(element('waits'), [waitsText(jobs), parts].filter((text) => text !== '').join('; '));
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

/** @param {JobLine} job @param {ReturnType<typeof waitParts>} parts @param {number} now */
function lineOf(job, parts, now) {
  const { name, id, url, status, phase, isLost, waitsSince, runsSince, endedAt, machine, obstacle } = job;
  const cost = job.dollars === null ? '' : smallDollars(job.dollars);
  const isWaiting = phase === 'waiting';
  return {
    ...{ name, id, url, status: isLost ? 'lost' : status, phase, parts, cost },
    waited: waitsSince === null ? '' : duration((runsSince ?? endedAt ?? now) - waitsSince),
    ran: runsSince === null ? '' : duration((endedAt ?? now) - runsSince),
    place: isWaiting || machine === null ? localTimes(obstacle ?? '', now) : shortName(machine),
  };
}

/** @param {ReturnType<typeof lineOf> & { isRetry: boolean }} line */
function rowOf({ name, id, url, status, phase, parts, isRetry, waited, ran, cost, place }) {
  const number = make('span', { text: ` #${id}`, className: 'quiet' });
  const retry = isRetry ? [make('span', { text: 'retry', className: 'tag' })] : [];
  const cells = [
    { name: 'job', content: [link(name, url), number, ...retry] },
    { name: 'status', content: [make('span', { text: status, className: 'badge' })] },
    { name: 'waited', content: [waited, ...(parts === undefined ? [] : [partsBar(parts)])] },
    { name: 'ran', content: [ran] },
    { name: 'cost', content: [cost] },
    { name: 'machine', content: [place] },
  ];
  return row(cells, { state: phase, status });
}

/** @param {NonNullable<ReturnType<typeof waitParts>>} parts */
function partsBar(parts) {
  const whole = Math.max(1, parts.asked + parts.started + parts.booted + parts.busy + parts.taken);
  const pieces = Object.entries(parts).map(([part, seconds]) => {
    const piece = make('i', { data: { part } });
    piece.style.setProperty('--share', `${seconds / whole}`);
    return piece;
  });
  const bar = make('span', { className: 'parts' }, pieces);
  bar.role = 'img';
  bar.title = partsText(parts);
  bar.ariaLabel = bar.title;
  return bar;
}
