import { createHash } from 'node:crypto';
import type { RunnerSettings } from '../../../config/settings.ts';
import { growingWait, type Waits } from '../growing-wait.ts';
import { onceFor } from '../once-for.ts';
import type { UnixSeconds } from '../time.ts';

/**
 * A job that GitLab did not give to a machine that stood ready for it: its branch is protected and the runner is not, the
 * project has switched group runners off, another rule that the API does not tell. It wants no machine of that runner for
 * a while.
 */
export interface PassedOver {
  readonly runner: string;
  /** Of what the runner may be given: with other tags or another place it is another runner. */
  readonly offer: string;
  readonly times: number;
  /** When a machine is tried for it again. */
  readonly againAt: UnixSeconds;
}

/** What keeps a job from a runner is changed by people. GitLab drops a job that nobody takes after a day. */
const TRIED_AGAIN: Waits = { first: 3600, longest: 8 * 3600 };

/** With one more time that the runner's machines were passed over: where it was not to be tried again yet, it is put off. */
export function passingOver(
  before: readonly PassedOver[],
  runner: RunnerSettings,
  now: UnixSeconds,
): readonly PassedOver[] {
  const offer = offerOf(runner);
  const known = before.find((one) => one.runner === runner.name && one.offer === offer);
  const isNotDue = known !== undefined && now < known.againAt;
  const times = (known?.times ?? 0) + (isNotDue ? 0 : 1);
  const others = before.filter((one) => one.runner !== runner.name);
  return [...others, { runner: runner.name, offer, times, againAt: now + growingWait(times, TRIED_AGAIN) }];
}

/**
 * Does GitLab give both just the same jobs, but for their tags? What it does not tell, a protected branch or that group runners
 * are off, keeps a job from both.
 */
export const isGivenTheSame = (one: RunnerSettings, other: RunnerSettings): boolean =>
  JSON.stringify([one.scope, one.inGitLab.isProtected]) ===
  JSON.stringify([other.scope, other.inGitLab.isProtected]);

/** The time until which the job wants no machine of the runner; undefined if it does. */
export function passedOverUntil(
  passedOver: readonly PassedOver[] = [],
  runner: RunnerSettings,
  now: UnixSeconds,
): UnixSeconds | undefined {
  const known = lastPassing(passedOver, runner);
  return known !== undefined && now < known.againAt ? known.againAt : undefined;
}

/** Were the runner's machines passed over, and is one tried again now? */
export function isOnTrial(
  passedOver: readonly PassedOver[] = [],
  runner: RunnerSettings,
  now: UnixSeconds,
): boolean {
  const known = lastPassing(passedOver, runner);
  return known !== undefined && now >= known.againAt;
}

function lastPassing(passedOver: readonly PassedOver[], runner: RunnerSettings): PassedOver | undefined {
  const known = passedOver.find((one) => one.runner === runner.name);
  return known !== undefined && known.offer === offerOf(runner) ? known : undefined;
}

/** Changes with what GitLab may give the runner's machines. */
const offerOf = onceFor(({ scope, tags, runUntagged, onlyFor }: RunnerSettings): string => {
  const offer = JSON.stringify({ scope, tags, runUntagged, onlyFor });
  return createHash('sha256').update(offer).digest('hex').slice(0, 16);
});
