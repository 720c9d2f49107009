import { priceAtMost } from '../../config/ec2/price-at-most.ts';
import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { expectedJobs } from '../../scaler/plan/foresight/expected.ts';
import type { Clock } from '../../scaler/ports/clock.ts';
import type { State } from '../../scaler/state/state.ts';
import { Feed } from './feed.ts';
import type { Change } from './history/change.ts';
import { heldBack } from './history/held.ts';
import { History } from './history/history.ts';
import { lookaheadDay } from './history/lookahead-day.ts';
import type { News, Pace, RunnerView, Snapshot } from './view.ts';
import { covers, type RunnerWeek, weekOf } from './week.ts';

interface RecorderParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly title: string;
  readonly hasControls: boolean;
  readonly commands: Snapshot['commands'];
  readonly pace: () => Pace;
  /** Names this start of the server. */
  readonly epoch: string;
}

/** Remembers what happens, and sends it to those who watch. */
export class Recorder {
  readonly feed: Feed;
  readonly #parts: RecorderParts;
  #history: History;
  #weeks: readonly RunnerWeek[] = [];
  #trouble: string | null = null;

  constructor(parts: RecorderParts) {
    const { clock, epoch } = parts;
    this.#parts = parts;
    this.#history = this.#begin();
    this.feed = new Feed(
      epoch,
      () => clock.now(),
      () => this.#snapshot(),
    );
  }

  /** Forgets everything: what happened since is not known. */
  startOver(): void {
    this.#history = this.#begin();
    this.feed.startOver();
  }

  #begin(): History {
    const { settings, clock } = this.#parts;
    return new History(settings.runners, clock.now());
  }

  note(change: Change): void {
    this.feed.tell(this.#history.note(change, this.#parts.clock.now()));
  }

  /** Notes what the reconciler would hold back and what it expects, in this state with its experience. */
  noteState(state: State): void {
    const { settings, clock } = this.#parts;
    const now = clock.now();
    this.feed.tell(this.#history.hold(heldBack(state, settings, now), now));
    this.feed.tell(this.#history.expect(expectedJobs(state, settings, now)));
    this.feed.tell(this.#history.sumUp(lookaheadDay(state, settings, now)));
  }

  /** Notes why what is shown may be old; null if it is not. */
  noteTrouble(trouble: string | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.feed.tell([{ type: 'trouble', data: trouble }]);
  }

  /** Sends how time passes, for clients whose clocks drift, and the week if it is a new one. */
  mentionTime(): void {
    const isNewWeek = this.#weeks.some((week) => !covers(week, this.#parts.clock.now()));
    const news: News[] = isNewWeek ? [{ type: 'weeks', data: this.#currentWeeks() }] : [];
    this.feed.tell(news);
    this.feed.mention({ type: 'pace', data: this.#parts.pace() });
  }

  #snapshot(): Snapshot {
    const { settings, clock, title, hasControls, commands, pace } = this.#parts;
    const periods = settings.runners.flatMap(({ machine }) => machine.periods);
    return {
      ...{ title, hasControls, commands },
      timezone: periods[0]?.timezone ?? null,
      concurrent: settings.concurrent,
      runners: settings.runners.map(runnerView),
      weeks: this.#currentWeeks(),
      pace: pace(),
      trouble: this.#trouble,
      ...this.#history.recall(clock.now()),
    };
  }

  #currentWeeks(): readonly RunnerWeek[] {
    const now = this.#parts.clock.now();
    const { runners } = this.#parts.settings;
    if (this.#weeks.length === 0 || this.#weeks.some((week) => !covers(week, now))) {
      this.#weeks = runners.map((runner) => weekOf(runner, now));
    }
    return this.#weeks;
  }
}

function runnerView({ name, limit, tags, ec2 }: RunnerSettings): RunnerView {
  const { instanceTypes, region } = ec2;
  return { name, instanceTypes, price: priceAtMost(ec2) ?? null, limit, tags, region };
}
