import { isDeepStrictEqual } from 'node:util';
import type { RunnerSettings } from '../../../config/settings.ts';
import { jobsOf, type Machine } from '../../../scaler/state/machines/machine.ts';
import type { UnixSeconds } from '../../../scaler/state/time.ts';
import type { Expected, HeldBack, JobLine, Lane, LookaheadDay, News, Snapshot, Totals } from '../view.ts';
import type { Change } from './change.ts';
import { Decisions } from './decisions.ts';
import { JobLines } from './job-lines.ts';
import { Lanes } from './lanes.ts';
import { Spending } from './spending.ts';

/** Seconds of history that are kept. */
const KEPT = 3600;

type Remembered = Pick<
  Snapshot,
  'lanes' | 'jobs' | 'decisions' | 'held' | 'expected' | 'lookahead' | 'totals'
>;

/** What happened within the last hour, in memory, change by change. */
export class History {
  readonly #lanes: Lanes;
  readonly #jobs: JobLines;
  readonly #decisions = new Decisions();
  readonly #spending: Spending;
  #held: readonly HeldBack[] = [];
  #expected: readonly Expected[] = [];
  #lookahead: LookaheadDay | null = null;
  readonly #since: UnixSeconds;
  #totals: Totals;

  constructor(runners: readonly RunnerSettings[], since: UnixSeconds) {
    this.#lanes = new Lanes(runners);
    this.#jobs = new JobLines(runners, since);
    this.#spending = new Spending(since);
    this.#since = since;
    this.#totals = this.#totalsNow();
  }

  recall(now: UnixSeconds): Remembered {
    return {
      lanes: this.#lanes.since(now - KEPT),
      jobs: this.#jobs.since(now - KEPT),
      decisions: this.#decisions.all(),
      held: this.#held,
      expected: this.#expected,
      lookahead: this.#lookahead,
      totals: this.#totals,
    };
  }

  /** Returns what is new to somebody who has seen everything before. */
  note(change: Change, now: UnixSeconds): News[] {
    const news = this.#newsOf(change, now);
    const totals = this.#totalsNow();
    if (isDeepStrictEqual(totals, this.#totals)) return news;
    this.#totals = totals;
    return [...news, { type: 'totals', data: totals }];
  }

  #newsOf(change: Change, now: UnixSeconds): News[] {
    switch (change.kind) {
      case 'MachineWritten':
        return this.#machine(change.machine, now);
      case 'MachineGone':
        return this.#machineGone(change.instanceId, now);
      case 'MachineReported':
        return laneNews(this.#lanes.report(change.report));
      case 'JobWritten':
        return jobNews(this.#jobs.write(change.job, now));
      case 'JobEnded':
        return jobNews(this.#jobs.end(change.ended));
      case 'JobDropped':
        return jobNews(this.#jobs.drop(change.id, now));
      case 'LaunchOpened':
        return [{ type: 'decision', data: this.#decisions.launched(change.launch) }];
      case 'LaunchRefused':
        return [{ type: 'decision', data: this.#decisions.refused(change.launch, now) }];
    }
  }

  /** Notes what is held back now. The beginning of it is a decision. */
  hold(held: readonly HeldBack[], now: UnixSeconds): News[] {
    if (isDeepStrictEqual(held, this.#held)) return [];
    const begun = held.filter((one) => !this.#held.some((other) => isSameHold(one, other)));
    this.#held = held;
    const decisions = begun.map((one): News => ({ type: 'decision', data: this.#decisions.held(one, now) }));
    return [{ type: 'held', data: held }, ...decisions];
  }

  /** Notes when coming jobs will wait, as far as it is known now. */
  expect(jobs: readonly Expected[]): News[] {
    const expected = jobs.map(({ id, at }) => ({ id, at: Math.round(at) }));
    if (isDeepStrictEqual(expected, this.#expected)) return [];
    this.#expected = expected;
    return [{ type: 'expected', data: expected }];
  }

  /** Notes the outcome of launching ahead, as far as it is known now. */
  sumUp(lookahead: LookaheadDay | null): News[] {
    if (isDeepStrictEqual(lookahead, this.#lookahead)) return [];
    this.#lookahead = lookahead;
    return [{ type: 'lookahead', data: lookahead }];
  }

  #machine(machine: Machine, now: UnixSeconds): News[] {
    const { instanceId } = machine;
    const before = this.#lanes.find(instanceId)?.stays.at(-1)?.state;
    const news = laneNews(this.#lanes.write(machine, (id) => this.#jobs.nameOf(id)));
    this.#spending.lasts(machine, this.#lanes.find(instanceId)?.hourly ?? null, now);
    for (const id of jobsOf(machine)) news.push(...jobNews(this.#jobs.runsOn(id, machine.name)));
    for (const { id } of machine.lost ?? []) news.push(...jobNews(this.#jobs.lose(id)));
    if (machine.state !== 'Removing' || before === 'Removing') return news;
    return [...news, { type: 'decision', data: this.#decisions.removed(machine) }];
  }

  #machineGone(instanceId: string, now: UnixSeconds): News[] {
    const ended = this.#lanes.end(instanceId, now);
    if (ended === undefined) return [];
    this.#spending.ends(instanceId, now);
    return laneNews(ended);
  }

  #totalsNow(): Totals {
    return { since: this.#since, jobs: this.#jobs.endedCount, spent: this.#spending.spent };
  }
}

const isSameHold = (one: HeldBack, other: HeldBack): boolean =>
  one.runner === other.runner && one.purpose === other.purpose && one.reason === other.reason;

const laneNews = (lane: Lane | undefined): News[] =>
  lane === undefined ? [] : [{ type: 'lane', data: lane }];

const jobNews = (line: JobLine | undefined): News[] =>
  line === undefined ? [] : [{ type: 'job', data: line }];
