import type { Settings } from '../../config/settings.ts';
import { recall } from '../../scaler/experience/recall.ts';
import type { Clock } from '../../scaler/ports/clock.ts';
import type { Log } from '../../scaler/ports/log.ts';
import type { Store } from '../../scaler/ports/store.ts';
import type { State } from '../../scaler/state/state.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { changesBetween, NOTHING } from './history/changes-between.ts';
import type { Recorder } from './recorder.ts';

/** Seconds of ended jobs that are read once, at the beginning. */
const ENDED_SHOWN = 3600;

/** Seconds between two readings after which it is not known when things ended: everything starts over. */
const LONGEST_PAUSE = 300;

/** What is read, and never written. */
export type ReadStore = Pick<
  Store,
  'readActive' | 'recentlyEnded' | 'endedJobs' | 'recentReports' | 'habitsOf' | 'historiesOf'
>;

/** If the experience cannot be read, everything else is still shown. */
const NO_LOG: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Keeps a recorder up to date with the records, reading by reading. */
export class Reader {
  readonly #store: ReadStore;
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  readonly #settings: Settings;
  #before: State | undefined;
  #readAt: UnixSeconds;
  #reading: Promise<void> | undefined;

  constructor(store: ReadStore, recorder: Recorder, clock: Clock, settings: Settings) {
    this.#store = store;
    this.#recorder = recorder;
    this.#clock = clock;
    this.#settings = settings;
    this.#readAt = clock.now();
  }

  /** One reading at a time: callers meanwhile wait for the same one. Rejects if the records cannot be read. */
  read(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<void> {
    const isTooLate = this.#clock.now() - this.#readAt > LONGEST_PAUSE;
    if (isTooLate) this.#before = undefined;
    const after = await this.#store.readActive();
    const ended = await this.#endedUntil(after);
    const reports = await this.#reportsUntil(after);
    const recalled = await recall({ store: this.#store, log: NO_LOG }, this.#settings, after);
    if (isTooLate) this.#recorder.startOver();
    for (const job of ended) this.#recorder.note({ kind: 'JobEnded', ended: job });
    for (const change of changesBetween(this.#before ?? NOTHING, after)) this.#recorder.note(change);
    for (const report of reports) this.#recorder.note({ kind: 'MachineReported', report });
    this.#recorder.noteState(recalled);
    this.#before = after;
    this.#readAt = this.#clock.now();
  }

  /** Reports of machines whose last words are new. */
  #reportsUntil({ machines }: State) {
    const known = new Set(
      this.#before?.machines.filter(({ lastWords }) => lastWords).map(({ name }) => name),
    );
    const times = machines.flatMap(({ name, lastWords }) =>
      lastWords === undefined || known.has(name) ? [] : [lastWords.at],
    );
    return times.length === 0 ? Promise.resolve([]) : this.#store.recentReports(Math.min(...times) - 1);
  }

  /** At first the jobs that ended within the last hour; then, of those no longer active, the ones that have ended. */
  #endedUntil(after: State) {
    if (this.#before === undefined) return this.#store.recentlyEnded(this.#clock.now() - ENDED_SHOWN);
    const active = new Set([...after.jobs].map(({ id }) => id));
    const gone = [...this.#before.jobs].filter(({ id }) => !active.has(id)).map(({ id }) => id);
    return gone.length === 0 ? Promise.resolve([]) : this.#store.endedJobs(gone);
  }
}
