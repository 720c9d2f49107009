import { jobStatusOf } from '../../gitlab/job-status.ts';
import type { JobEvent } from '../../scaler/state/jobs/job.ts';
import type { HookSubject } from './job-hook.ts';
import { isEnded } from './model.ts';

/**
 * What the webhook's function reads in the body that `jobHook` makes of the same: for simulations of many jobs, in which
 * to write each webhook as JSON, to sign, verify, read and check it would take longer than all that is decided.
 * Throws Error for a status that has no meaning.
 */
export function jobEvent({ job, project, runner, now, skew }: HookSubject): Omit<JobEvent, 'at'> {
  const { id, name, stage, createdAt, queuedAt, startedAt, finishedAt, failureReason } = job;
  const status = jobStatusOf(job.status);
  if (status === undefined) throw new Error(`no webhook tells of a job that is ${job.status}`);
  const neverRan = status === 'finished' && startedAt === undefined;
  const ran = isEnded(job) && startedAt !== undefined && finishedAt !== undefined;
  return {
    ...{ id, projectId: project.id, name, status, gitlabStatus: job.status },
    ...(runner !== undefined && !neverRan && { runnerId: runner.id }),
    ...(queuedAt !== undefined && { waited: (startedAt ?? finishedAt ?? now) - queuedAt }),
    retries: job.retries,
    ...(job.environment !== undefined && { environment: job.environment }),
    ...{ pipelineId: job.pipelineId, stage, createdAt: inMilliseconds(createdAt + skew) },
    ...(ran && status === 'finished' && { ran: finishedAt - startedAt }),
    ...(job.status === 'failed' && { failureReason: failureReason ?? 'unknown_failure' }),
  };
}

/** GitLab writes times with three digits. */
export const inMilliseconds = (time: number): number => Math.trunc(time * 1000) / 1000;
