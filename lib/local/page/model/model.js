/**
 * @import { Decision, Expected, HeldBack, JobLine, Lane, LookaheadDay, News, Pace, Snapshot, Stay, Totals } from '../../dashboard/view.ts'
 * @import { RunnerWeek } from '../../dashboard/week.ts'
 */

const MOST_DECISIONS = 100;
/** Seconds that are shown at most. */
const HOUR = 3600;

/** @type {Totals} */
const NO_TOTALS = {
  ...{ since: 0, jobs: 0 },
  spent: {
    ...{ at: 0, machines: 0, isMost: false, isPart: false },
    hours: { sum: 0, perHour: 0 },
    dollars: { sum: 0, perHour: 0 },
  },
};

/** What the page knows about the world: a snapshot, and the news since. */
export class Model {
  /** @type {Map<string, Lane>} */ lanes = new Map();
  /** @type {Map<number, JobLine>} */ jobs = new Map();
  /** @type {readonly Decision[]} */ decisions = [];
  /** @type {readonly HeldBack[]} */ held = [];
  /** @type {readonly Expected[]} */ expected = [];
  /** @type {LookaheadDay | null} */ lookahead = null;
  /** @type {readonly RunnerWeek[]} */ weeks = [];
  /** @type {Snapshot['runners']} */ runners = [];
  /** @type {Totals} */ totals = NO_TOTALS;
  /** @type {Pace} */ pace = { speed: 1, isJumping: false, webhooksToLose: 0 };
  /** @type {string | null} */ trouble = null;
  title = '';
  hasControls = false;
  /** @type {Snapshot['commands']} */ commands = { serve: '', doctor: null };
  /** @type {string | null} */ timezone = null;
  /** Since when the server is silent; null while it is not. @type {number | null} */ lostAt = null;
  concurrent = 0;
  isKnown = false;

  /** @param {Snapshot} snapshot */
  begin({ lanes, jobs, ...rest }) {
    Object.assign(this, rest);
    this.lanes = new Map(lanes.map((lane) => [lane.instanceId, lane]));
    this.jobs = new Map(jobs.map((job) => [job.id, job]));
    this.isKnown = true;
  }

  /** @param {News} news */
  hear({ type, data }) {
    if (type === 'lane') this.#lane(data);
    else if (type === 'job') this.jobs.set(data.id, data);
    else if (type === 'decision') this.decisions = [...this.decisions, data].slice(-MOST_DECISIONS);
    else Object.assign(this, { [type]: data });
  }

  /** The news of a lane has only the stays that changed. @param {Lane} lane */
  #lane(lane) {
    const before = this.lanes.get(lane.instanceId)?.stays ?? [];
    const kept = before.filter(({ n }) => !lane.stays.some((stay) => stay.n === n));
    this.lanes.set(lane.instanceId, { ...lane, stays: [...kept, ...lane.stays] });
  }

  /** Forgets what ended more than an hour ago. @param {number} now */
  forget(now) {
    for (const [id, { stays }] of this.lanes) {
      const to = stays.at(-1)?.to ?? null;
      if (to !== null && to < now - HOUR) this.lanes.delete(id);
    }
    for (const [id, { endedAt }] of this.jobs) {
      if (endedAt !== null && endedAt < now - HOUR) this.jobs.delete(id);
    }
  }

  /** Has nothing happened yet? */
  isEmpty() {
    return this.lanes.size === 0 && this.jobs.size === 0;
  }

  /** The machines that exist, the oldest first. */
  machines() {
    return [...this.lanes.values()].filter((lane) => stateOf(lane) !== undefined);
  }

  waiting() {
    return [...this.jobs.values()].filter(({ phase }) => phase === 'waiting');
  }
}

/** Undefined if the machine is gone. @param {Lane} lane */
export function stateOf({ stays }) {
  const last = stays.at(-1);
  return last?.to === null ? last.state : undefined;
}
