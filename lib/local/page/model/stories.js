/**
 * @import { JobLine, Lane, Stay } from '../../dashboard/view.ts'
 * @import { Model } from './model.js'
 */
import { duration, shortName, timeOf } from './format.js';

/**
 * What followed when a machine ended and we had not asked for it.
 * @typedef {object} Story
 * @property {Lane} lane
 * @property {Loss[]} losses the jobs that were lost with it
 */

/**
 * @typedef {object} Loss
 * @property {JobLine} job
 * @property {Stay} stay the last in which the machine ran the job
 * @property {JobLine | null} retry the job that replaces it; null as long as there is none
 * @property {{ lane: Lane, stay: Stay } | null} again where that runs, or ran
 */

/** The newest first. @param {Pick<Model, 'lanes' | 'jobs'>} model @returns {Story[]} */
export function storiesOf({ lanes, jobs }) {
  const fated = [...lanes.values()].filter(({ fate }) => fate !== null);
  if (fated.length === 0) return [];
  const places = placesOf(lanes.values());
  const lossesOf = (/** @type {Lane} */ lane) =>
    [...lastStays(lane)].flatMap(([id, stay]) => {
      const job = jobs.get(id);
      if (job === undefined || !job.isLost) return [];
      const retry = jobs.get(job.retriedAs ?? Number.NaN) ?? null;
      return [{ job, stay, retry, again: places.get(retry?.id ?? Number.NaN) ?? null }];
    });
  return fated
    .map((lane) => ({ lane, losses: lossesOf(lane) }))
    .filter(({ lane, losses }) => losses.length > 0 || lane.fate?.cause === 'EC2')
    .sort((one, other) => (other.lane.fate?.at ?? 0) - (one.lane.fate?.at ?? 0));
}

/** By the ids of the jobs that it ran. @param {Lane} lane @returns {Map<number, Stay>} */
const lastStays = ({ stays }) =>
  new Map(stays.flatMap((stay) => stay.jobs.map(({ id }) => /** @type {const} */ ([id, stay]))));

/** Where each job runs or ran, since it began. @param {Iterable<Lane>} lanes */
function placesOf(lanes) {
  /** @type {Map<number, { lane: Lane, stay: Stay }>} */
  const places = new Map();
  for (const lane of lanes) {
    for (const stay of lane.stays.toReversed()) {
      for (const { id } of stay.jobs) places.set(id, { lane, stay });
    }
  }
  return places;
}

/** Seconds from the loss until it ran again; undefined as long as it does not. @param {Loss} loss */
export function retriedAfter({ job, stay, retry }) {
  const lostAt = stay.to ?? job.endedAt;
  if (retry === null || retry.runsSince === null || lostAt === null) return undefined;
  return Math.max(0, retry.runsSince - lostAt);
}

/** What becomes of the job, in a few words. @param {Loss} loss @param {number} now */
export function outcomeOf(loss, now) {
  const after = retriedAfter(loss);
  if (after !== undefined) return after < 1 ? 'retried at once' : `retried after ${duration(after)}`;
  if (loss.retry === null) return 'lost';
  return `retried, waits for ${duration(now - (loss.retry.waitsSince ?? now))}`;
}

/** @param {Story} story @param {number} now @returns {{ at: number, what: string, outcome: string }} */
export function storyText({ lane, losses }, now) {
  const at = lane.fate?.at ?? lane.begun;
  const name = shortName(lane.name);
  const last = lane.stays.at(-1);
  const isOver = last === undefined || last.to !== null;
  const what = WHOSE[lane.fate?.cause ?? 'Unknown'](name, isOver || losses.length > 0);
  if (losses.length > 0) {
    const told = losses.map((loss) => {
      const where = loss.again === null ? '' : ` on ${shortName(loss.again.lane.name)}`;
      const more = loss.retry === null ? '' : ` and ${outcomeOf(loss, now)}${where}`;
      return `${loss.job.name} was lost${more}`;
    });
    return { at, what, outcome: told.join('; ') };
  }
  const running = last?.to === null ? last.jobs : [];
  if (running.length === 0) return { at, what, outcome: 'no job was lost' };
  const names = running.map((job) => job.name).join(' and ');
  const [has, it] = running.length === 1 ? ['has', 'it is'] : ['have', 'they are'];
  return { at, what, outcome: `${names} ${has} until ${timeOf(at + WARNING)} to end, else ${it} retried` };
}

/** Seconds from EC2's warning to the end. */
const WARNING = 120;

/** @type {Readonly<Record<'EC2' | 'Itself' | 'People' | 'Unknown', (name: string, isOver: boolean) => string>>} */
const WHOSE = {
  EC2: (name, isOver) => `EC2 ${isOver ? 'took' : 'takes'} ${name} back`,
  Itself: (name) => `${name} failed`,
  People: (name) => `${name} was ended by people`,
  Unknown: (name) => `${name} ended`,
};
