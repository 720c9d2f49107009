import { isEnded, type SimulatedJob } from './model.ts';

/** What a pipeline does next. */
export interface Step {
  readonly toPending: readonly SimulatedJob[];
  readonly toSkipped: readonly SimulatedJob[];
}

/**
 * A stage begins when all jobs of the one before it have succeeded; if one has not, all that come after are skipped.
 * https://docs.gitlab.com/ci/yaml/#stages
 *
 * @param jobs of the pipeline, without those that were retried
 */
export function nextStep(stages: readonly string[], jobs: readonly SimulatedJob[]): Step {
  for (const [index, stage] of stages.entries()) {
    const own = jobs.filter((job) => job.stage === stage);
    if (own.every(({ status }) => status === 'success')) continue;
    const later = jobs.filter((job) => stages.indexOf(job.stage) > index);
    return {
      toPending: own.filter(isCreated),
      toSkipped: own.every(isEnded) ? later.filter(isCreated) : [],
    };
  }
  return { toPending: [], toSkipped: [] };
}

/** A pipeline's own status, as a job webhook's `commit.status` has it. */
export function pipelineStatus(jobs: readonly SimulatedJob[]): string {
  const has = (status: string) => jobs.some((job) => job.status === status);
  if (!jobs.every(isEnded)) return jobs.every(isCreated) ? 'created' : 'running';
  if (has('failed')) return 'failed';
  return has('canceled') ? 'canceled' : 'success';
}

const isCreated = (job: SimulatedJob): boolean => job.status === 'created';
