import type { RunnerSettings } from '../../config/settings.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';

/** A whole pipeline: who pushed it, and what it runs, stage by stage. */
export interface WorkloadPipeline {
  readonly createdAt: UnixSeconds;
  /** Its name: "shop". */
  readonly project: string;
  /** One at least. */
  readonly stages: readonly WorkloadStage[];
}

/** Makes a pipeline for each push. */
export interface PipelineSource {
  /** Jobs of a pipeline that run, on average. */
  readonly meanJobs: number;
  pipeline(createdAt: UnixSeconds): WorkloadPipeline;
}

export interface WorkloadStage {
  readonly name: string;
  /** One at least. */
  readonly jobs: readonly WorkloadJob[];
}

export interface WorkloadJob {
  readonly name: string;
  /** Seconds that its script takes. */
  readonly duration: number;
  readonly kind: JobKind;
  readonly fate: Fate;
}

/** What becomes of a job whose stage is reached. `Manual`: nobody ever starts it. */
type Fate = 'Succeeds' | 'Fails' | 'Manual';

/** Jobs with the same tags: one object for all of them. */
export interface JobKind {
  readonly tags: readonly string[];
  /** The runners that may run them, by their places in the file; at least one. */
  readonly able: readonly number[];
}

/** The pipelines of a period, in the order in which they come; the same each time they are read. */
export interface Workload {
  /** For people: "office: 400 jobs a working day". */
  readonly title: string;
  readonly start: UnixSeconds;
  readonly end: UnixSeconds;
  pipelines(): Iterable<WorkloadPipeline>;
}

/**
 * May the runner take jobs with these tags? Their project does not matter here: a workload names none.
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
