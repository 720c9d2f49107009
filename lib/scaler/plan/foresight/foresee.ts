import type { Settings } from '../../../config/settings.ts';
import { byStatus } from '../../state/jobs/by-status.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { some } from '../some.ts';
import { type Outcomes, outcomesOf } from './courses.ts';
import { type Basis, KEPT_FOR } from './pool.ts';
import { isOverdue, type Task } from './tasks.ts';
import { spendingOf, type Thrift } from './thrift.ts';
import { undecidedFor } from './undecided.ts';
import { type Course, HELD_FOR, type Need } from './unfold.ts';
import { launchAt } from './worth.ts';

/** What one runner does for jobs that come. */
export interface Foresight {
  /** Machines to be launched now. */
  readonly ahead: number;
  /** Why, for people; empty if there are none. */
  readonly reason: string;
  /**
   * Jobs that wait and have no machine launched for them yet: a place is likely free before a new machine would be
   * ready.
   */
  readonly spared: number;
  /** When the next is due, as far as is known now. */
  readonly nextAt?: UnixSeconds;
  /** Places that jobs will take so soon that idle machines stay for them; those of machines that boot count too. */
  readonly keep: number;
  /**
   * How many of the places that stand ready or boot may be taken by jobs that come, or that wait and are not
   * confirmed by GitLab yet; infinite where nobody can tell.
   */
  readonly mayTake: number;
}

export const NOTHING: Foresight = {
  ...{ ahead: 0, reason: '', spared: 0, keep: 0 },
  mayTake: Number.POSITIVE_INFINITY,
};
/** By the runner's name; of one that is not in it nothing is foreseen. */
export type Foreseen = ReadonlyMap<string, Foresight>;

/**
 * A place counts as likely free if it is free in all futures but this many: waiting for it costs no machine, and
 * saves time.
 */
const UNSURE = 8;
/** Needed in no more futures than these, an idle machine leaves at IdleTime. They are few: to let it go may cost a boot. */
const UNLIKELY = 3;

/** Seconds after which a guess is looked at again. */
const GUESS_AFTER = 10;
/** A launch that is due within so many seconds is made now. */
const SOON = 1;

/** Without habits, or where no job comes, nothing is foreseen. It is much work: ask once for each decision. */
export function foresee(state: State, settings: Settings, now: UnixSeconds): Foreseen {
  if (state.drain !== undefined) return new Map();
  const { created, unclear } = byStatus(state.jobs);
  if (created.length === 0) {
    const noneComes = { ...NOTHING, mayTake: unclear.length };
    return new Map(
      settings.runners.filter(({ lookahead }) => lookahead.isOn).map(({ name }) => [name, noneComes]),
    );
  }
  const outcomes = state.habits && outcomesOf(state, settings, now);
  if (outcomes === undefined) return new Map();
  const looking = outcomes.bases.filter(({ runner }) => runner.lookahead.isOn);
  return new Map(
    looking.map((basis) => [basis.runner.name, foresightOf(basis, outcomes, state, now)] as const),
  );
}

function foresightOf(basis: Basis, outcomes: Outcomes, state: State, now: UnixSeconds): Foresight {
  const { courses } = outcomes;
  const { thrift } = spendingOf(basis.runner, state, now);
  const undecided = undecidedFor(basis, outcomes, state, now);
  const unclear = byStatus(state.jobs).unclear.length;
  const launches = launchesOf(basis, courses, thrift);
  const due = launches.filter(({ at }) => at <= now + SOON);
  const sparedUntil = sparedOf(basis, courses).map(({ job }) => job.at + HELD_FOR);
  const later = [
    ...launches.flatMap((launch) => (launch.at > now + SOON ? [lookAt(launch, now)] : [])),
    ...sparedUntil,
    ...(undecided.count > 0 ? [undecided.until] : []),
  ].filter((at) => at > now);
  return {
    ahead: due.length,
    spared: sparedUntil.length,
    reason: reasonOf(
      due.map(({ need }) => need),
      now,
    ),
    keep: keptOf(basis, courses, now) + undecided.count,
    mayTake: Math.max(...courses.map((course) => takenOf(basis, course).length)) + undecided.count + unclear,
    ...(later.length > 0 && { nextAt: Math.min(...later) }),
  };
}

/**
 * When to see whether it is due. Behind a job that runs longer than any before it, or that waits for a machine which does not
 * come, a launch never comes closer.
 */
function lookAt({ at, need: { task } }: DueLaunch, now: UnixSeconds): UnixSeconds {
  const isGuess = task.after.some((before) => before.job.status === 'pending' || isOverdue(before, now));
  return isGuess ? Math.max(at, now + GUESS_AFTER) : at;
}

interface DueLaunch {
  readonly at: UnixSeconds;
  /** What it is for, in the middle of all futures. */
  readonly need: Need;
}

/** The first machine serves each future's first need, the second its second, and so on. */
function launchesOf(basis: Basis, courses: readonly Course[], thrift: Thrift): readonly DueLaunch[] {
  const needs = courses.map((course) => course.needs.filter(({ task }) => task.runner === basis.runner));
  const most = thrift === 'Stopped' ? 0 : Math.max(...needs.map(({ length }) => length));
  return Array.from({ length: most }, (_, place) => needs.map((own) => own[place])).flatMap((chances) => {
    const known = chances.filter((need) => need !== undefined).toSorted((one, other) => one.at - other.at);
    const need = known[Math.floor(known.length / 2)];
    if (thrift === 'Careful' && known.length < chances.length) return [];
    const at = launchAt(chances, basis);
    return need === undefined || at === undefined ? [] : [{ at, need }];
  });
}

/** In all futures but `UNSURE` of them. */
function sparedOf({ runner }: Basis, courses: readonly Course[]): readonly Task[] {
  const own = courses.map(({ spared }) => spared.filter((task) => task.runner === runner));
  return own.toSorted((one, other) => one.length - other.length)[UNSURE] ?? [];
}

const takenOf = ({ runner }: Basis, { taken }: Course) => taken.filter((one) => one.runner === runner.name);

/**
 * How many places coming jobs take in more than `UNLIKELY` futures, soon or once the machine has booted. Where both
 * are needed, a machine that boots is no reason for one that stands ready to leave.
 */
function keptOf(basis: Basis, courses: readonly Course[], now: UnixSeconds): number {
  const counts = courses.map(
    (course) =>
      takenOf(basis, course).filter(({ is, at }) => is === 'Creating' || at <= now + KEPT_FOR).length,
  );
  return counts.toSorted((one, other) => other - one)[UNLIKELY] ?? 0;
}

/** "2 jobs of stage test expected in 34 s" */
function reasonOf(needs: readonly Need[], now: UnixSeconds): string {
  const jobs = needs.flatMap((need) => [need, ...need.others]);
  const stages = Map.groupBy(jobs, ({ task }) => task.job.stage ?? '');
  return [...stages]
    .map(([stage, own]) => {
      const seconds = Math.max(0, Math.round(Math.min(...own.map(({ at }) => at)) - now));
      return `${some(own.length, 'job')} of stage ${stage} expected in ${seconds} s`;
    })
    .join(', ');
}
