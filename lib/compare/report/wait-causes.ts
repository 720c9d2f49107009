import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { idlePolicyAt } from '../../scaler/plan/idle/idle-policy.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { mostAtOnce } from '../most-at-once.ts';

/** What held a job up. `capacity`: `concurrent` or `limit`; `period`: one with fewer ready machines than others. */
export const CAUSES = ['capacity', 'period', 'boot'] as const;
export type Cause = (typeof CAUSES)[number];

/** Seconds above which a wait is long: a machine that stands ready takes a job within three. */
export const LONG_WAIT = 10;

/** Counts jobs that waited long, by what held them up. */
export class WaitCauses {
  readonly #runners: readonly RunnerSettings[];
  readonly #most: number;
  readonly #counts = { capacity: 0, period: 0, boot: 0 };
  #fullUntil = Number.NEGATIVE_INFINITY;

  constructor(settings: Settings) {
    this.#runners = settings.runners;
    this.#most = mostAtOnce(settings);
  }

  get counts(): Readonly<Record<Cause, number>> {
    return this.#counts;
  }

  /** This many jobs ran until now. */
  ran(jobs: number, at: UnixSeconds): void {
    if (jobs >= this.#most) this.#fullUntil = at;
  }

  started(queuedAt: UnixSeconds, at: UnixSeconds): void {
    if (at - queuedAt > LONG_WAIT) this.#counts[this.#causeOf(queuedAt)] += 1;
  }

  #causeOf(queuedAt: UnixSeconds): Cause {
    if (this.#fullUntil > queuedAt) return 'capacity';
    return this.#runners.some((runner) => hasFewer(runner, queuedAt)) ? 'period' : 'boot';
  }
}

/** Do fewer machines stand ready then than at other times? */
function hasFewer({ machine }: RunnerSettings, at: UnixSeconds): boolean {
  const most = Math.max(machine.idle.idleCount, ...machine.periods.map(({ idleCount }) => idleCount));
  return idlePolicyAt(machine, at).idleCount < most;
}
