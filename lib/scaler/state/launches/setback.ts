import type { RunnerSettings } from '../../../config/settings.ts';
import type { UnixSeconds } from '../time.ts';
import { fingerprintOf } from './launch.ts';

/**
 * A runner's machines that left before they had run a job, one after the other. On record from the first of them until
 * a machine of that runner, launched no earlier than the last of them, has run a job.
 */
export interface Setback {
  readonly runner: string;
  /** How many machines. */
  readonly failed: number;
  /** The instance ids of the last ones, so that each counts once. */
  readonly counted: readonly string[];
  /** Why the last one left: what EC2 or the machine itself said. */
  readonly reason: string;
  /** When that was noticed. */
  readonly at: UnixSeconds;
  /** When it had been launched. */
  readonly launchedAt: UnixSeconds;
  /** How often launches have been made to wait for it. */
  readonly waits: number;
  /** No machine is launched before. */
  readonly againAt: UnixSeconds;
  /** Of the settings that the machine was launched with: see fingerprintOf. */
  readonly fingerprint: string;
  readonly revision: number;
}

/** A machine that left before it had run a job. */
interface FailedMachine {
  readonly instanceId: string;
  readonly launchedAt: UnixSeconds;
  readonly reason: string;
}

/** In a row: one may fail for any reason. */
const FAILED_TO_WAIT = 2;
const REMEMBERED = 50;

/**
 * The setback with one more machine. The wait grows only with a machine that was launched when the last wait was over: those
 * that were launched before do not prolong it.
 *
 * @param waitSeconds how long the nth wait is, n from 1
 */
export function setBack(
  before: Setback | undefined,
  runner: RunnerSettings,
  { instanceId, launchedAt, reason }: FailedMachine,
  now: UnixSeconds,
  waitSeconds: (waits: number) => number,
): Setback {
  if (before?.counted.includes(instanceId)) return before;
  const fingerprint = fingerprintOf(runner);
  const { failed: earlier, counted, waits: waited, againAt, revision } = before ?? none(now);
  const failed = earlier + 1;
  const isNews = failed === FAILED_TO_WAIT || (failed > FAILED_TO_WAIT && launchedAt >= againAt);
  const waits = isNews ? waited + 1 : waited;
  return {
    ...{ runner: runner.name, failed, reason, at: now, fingerprint, waits, revision },
    counted: [...counted, instanceId].slice(-REMEMBERED),
    launchedAt: Math.max(launchedAt, before?.launchedAt ?? 0),
    againAt: isNews ? now + waitSeconds(waits) : againAt,
  };
}

const none = (now: UnixSeconds) => ({
  ...{ failed: 0, counted: [], waits: 0, revision: 0, againAt: now },
});

/** Are launches made to wait? Not for machines of other settings than the runner has now. */
export function isSetBack({ failed, fingerprint }: Setback, runner: RunnerSettings): boolean {
  return failed >= FAILED_TO_WAIT && fingerprint === fingerprintOf(runner);
}

/** For people, in a sentence that goes on. */
export function describeSetback({ failed, reason }: Setback): string {
  const machines = failed === 1 ? 'the last machine' : `the last ${failed} machines`;
  return `${machines} left before running a job: ${reason}`;
}
