/** @import { JobThere, Lane, Stay } from '../../dashboard/view.ts' */

/**
 * A bar of a machine's lane: a job in its place for as long as it runs, or a time without jobs, over all places.
 * @typedef {object} Bar
 * @property {string} key of its own within the lane
 * @property {Stay['state']} state
 * @property {number} from
 * @property {number | null} to null as long as it lasts
 * @property {string} reason why it began
 * @property {JobThere | null} job
 */

/** Lanes are replaced where they change. @type {WeakMap<Lane, readonly Bar[]>} */
const known = new WeakMap();

/** In the order in which they began. @param {Lane} lane */
export function barsOf(lane) {
  const bars = known.get(lane) ?? barsFrom(lane.stays);
  known.set(lane, bars);
  return bars;
}

/** @param {readonly Stay[]} stays @returns {readonly Bar[]} */
function barsFrom(stays) {
  /** @type {Bar[]} */ const bars = [];
  /** @type {ReadonlyMap<number, Bar>} */ let running = new Map();
  for (const { n, jobs, ...stay } of stays) {
    if (jobs.length === 0) bars.push({ ...stay, key: `${n}`, job: null });
    const before = running;
    running = new Map(
      jobs.map((job) => [job.id, before.get(job.id) ?? { ...stay, key: `${n}/${job.id}`, job }]),
    );
    for (const [id, bar] of running) {
      if (!before.has(id)) bars.push(bar);
      bar.to = stay.to;
    }
  }
  return bars;
}

/** From when until when jobs may run there; undefined if none could yet. */
/** @param {Lane} lane @returns {Pick<Stay, 'from' | 'to'> | undefined} */
export function readySpan({ stays }) {
  const ready = stays.filter(({ state }) => state === 'Idle' || state === 'Used');
  const [first] = ready;
  return first === undefined ? undefined : { from: first.from, to: ready.at(-1)?.to ?? null };
}
