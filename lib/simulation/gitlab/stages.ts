import { isEnded, isOver, type SimulatedJob } from './model.ts';

/** What a pipeline does next. */
interface Step {
  readonly toPending: readonly SimulatedJob[];
  readonly toManual: readonly SimulatedJob[];
  readonly toSkipped: readonly SimulatedJob[];
}

/**
 * A stage begins when all jobs of the one before it have succeeded; if one has not, all that come after are skipped.
 * A manual job holds nothing up: it may fail. https://docs.gitlab.com/ci/yaml/#stages
 *
 * @param jobs of the pipeline, without those that were retried
 */
export function nextStep(stages: readonly string[], jobs: readonly SimulatedJob[]): Step {
  const toManual: SimulatedJob[] = [];
  for (const [index, stage] of stages.entries()) {
    const own = jobs.filter((job) => job.stage === stage);
    const reached = own.filter(isCreated);
    toManual.push(...reached.filter(({ isManual }) => isManual));
    const awaited = own.filter(({ isManual }) => !isManual);
    if (awaited.every(({ status }) => status === 'success')) continue;
    const later = jobs.filter((job) => stages.indexOf(job.stage) > index);
    return {
      toPending: awaited.filter(isCreated),
      toManual,
      toSkipped: awaited.every(isEnded) ? later.filter(isCreated) : [],
    };
  }
  return { toPending: [], toManual, toSkipped: [] };
}

/** A pipeline's own status, as a job webhook's `commit.status` has it. */
export function pipelineStatus(jobs: readonly SimulatedJob[]): string {
  const has = (status: string) => jobs.some((job) => job.status === status);
  if (!jobs.every(isOver)) return jobs.every(isCreated) ? 'created' : 'running';
  if (has('failed')) return 'failed';
  return has('canceled') ? 'canceled' : 'success';
}

const isCreated = (job: SimulatedJob): boolean => job.status === 'created';
