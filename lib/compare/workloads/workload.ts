import type { RunnerSettings } from '../../config/settings.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';

/** A job as it comes: when it begins to wait, and how long its script takes. */
export interface WorkloadJob {
  readonly queuedAt: UnixSeconds;
  /** Seconds. */
  readonly duration: number;
  readonly kind: JobKind;
}

/** Jobs with the same tags: one object for all of them. */
export interface JobKind {
  readonly tags: readonly string[];
  /** The runners that may run them, by their places in the file; at least one. */
  readonly able: readonly number[];
}

/** The jobs of a period of time, in the order in which they come: the same each time they are asked for. */
export interface Workload {
  /** For people: "office: 400 jobs a working day". */
  readonly title: string;
  readonly start: UnixSeconds;
  readonly end: UnixSeconds;
  /** How many there are, if that is known before they come. */
  readonly count?: number;
  jobs(): Iterable<WorkloadJob>;
}

/**
 * May the runner be given jobs with these tags? What project they are of does not matter here: a workload names none.
 * https://docs.gitlab.com/ci/runners/configure_runners/#control-jobs-that-a-runner-can-run
 */
function mayRun(runner: RunnerSettings, tags: readonly string[]): boolean {
  return tags.length === 0 ? runner.runUntagged : tags.every((tag) => runner.tags.includes(tag));
}

/** The kind of jobs with these tags; undefined if no runner may run them. */
export function kindOf(tags: readonly string[], runners: readonly RunnerSettings[]): JobKind | undefined {
  const able = runners.flatMap((runner, index) => (mayRun(runner, tags) ? [index] : []));
  return able.length === 0 ? undefined : { tags, able };
}
