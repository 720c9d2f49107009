import * as v from 'valibot';
import type { GitLabJob } from '../scaler/ports/gitlab.ts';
import type { JobStatus } from '../scaler/state/jobs/job.ts';
import type { UnixSeconds } from '../scaler/state/time.ts';
import { Id, ifSound, Seconds, Time } from './fields.ts';
import { jobStatusOf } from './job-status.ts';

/** A job as GitLab's API shows it, as far as we use it. https://docs.gitlab.com/api/jobs/#get-a-single-job */
export const JobAnswer = v.object({
  id: Id,
  name: v.string(),
  status: v.string(),
  /** Not among the jobs of a runner. */
  tag_list: v.nullish(v.array(v.string()), []),
  runner: v.nullish(v.object({ id: Id })),
  created_at: Time,
  started_at: v.nullish(Time),
  finished_at: v.nullish(Time),
  /** Seconds; of one that waits, until now. */
  queued_duration: ifSound(Seconds),
  /** Seconds that it has run. */
  duration: ifSound(Seconds),
  stage: ifSound(v.string()),
  pipeline: ifSound(v.object({ id: Id })),
  failure_reason: ifSound(v.string()),
  web_url: ifSound(v.string()),
});
export type JobAnswer = v.InferOutput<typeof JobAnswer>;

/** https://docs.gitlab.com/api/runners/#list-all-jobs-processed-by-a-runner */
export const RunnerJobAnswer = v.object({ ...JobAnswer.entries, project: v.object({ id: Id }) });
export type RunnerJobAnswer = v.InferOutput<typeof RunnerJobAnswer>;

/** https://docs.gitlab.com/api/users/#create-a-runner-linked-to-a-user */
export const CreatedRunnerAnswer = v.object({ id: Id, token: v.pipe(v.string(), v.minLength(1)) });

/** https://docs.gitlab.com/api/runners/#update-runner-details */
export const PausedRunnerAnswer = v.object({ job_execution_status: v.nullish(v.string()) });

/** https://docs.gitlab.com/api/runners/#get-runners-details */
export const RunnerContactAnswer = v.object({
  contacted_at: v.nullish(Time),
  paused: v.optional(v.boolean(), false),
  job_execution_status: v.nullish(v.string()),
});

/** https://docs.gitlab.com/api/runners/#list-all-runners */
export const RunnerAnswer = v.object({
  id: Id,
  description: v.nullish(v.string()),
  paused: v.optional(v.boolean(), false),
  status: v.optional(v.string(), 'online'),
});

/**
 * Undefined if its status is unknown. Such a job is left out, so that one status of a newer GitLab does not
 * hide all other jobs.
 *
 * @param ahead seconds by which GitLab's clock is ahead of ours
 */
export function gitLabJob(answer: JobAnswer, projectId: number, ahead: number): GitLabJob | undefined {
  const status = jobStatusOf(answer.status);
  return status && jobWith(status, answer, { projectId, ahead });
}

/** A job that the runner was given. One whose status is unknown has not ended, as far as we know. */
export function runnerJob(answer: RunnerJobAnswer, runnerId: number, ahead: number): GitLabJob {
  const status = jobStatusOf(answer.status) ?? 'running';
  return jobWith(status, { ...answer, runner: { id: runnerId } }, { projectId: answer.project.id, ahead });
}

function jobWith(
  status: JobStatus,
  answer: JobAnswer,
  { projectId, ahead }: { readonly projectId: number; readonly ahead: number },
): GitLabJob {
  return {
    id: answer.id,
    projectId,
    status,
    gitlabStatus: answer.status,
    name: answer.name,
    tags: answer.tag_list,
    at: enteredAt(answer, status) - ahead,
    ...(answer.queued_duration != null && { waited: answer.queued_duration }),
    ...runnerOf(status, answer),
    ...placeOf(answer),
    createdAt: answer.created_at - ahead,
    ...(status === 'finished' && answer.duration != null && { ran: answer.duration }),
    ...(answer.failure_reason && { failureReason: answer.failure_reason }),
    ...(answer.web_url && { webUrl: answer.web_url }),
  };
}

function placeOf({ pipeline, stage }: JobAnswer): Pick<GitLabJob, 'pipelineId' | 'stage'> {
  return { ...(pipeline && { pipelineId: pipeline.id }), ...(stage && { stage }) };
}

/** A job that ended before its runner began it ran nowhere. */
function runnerOf(
  status: JobStatus,
  { runner, started_at }: JobAnswer,
): Pick<GitLabJob, 'runnerId' | 'handedTo'> {
  if (runner == null) return {};
  if (status === 'pending') return { handedTo: runner.id };
  return started_at == null && status === 'finished' ? {} : { runnerId: runner.id };
}

/** GitLab does not say when a job began to wait, but for how long it has: `waited`. */
function enteredAt(answer: JobAnswer, status: JobStatus): UnixSeconds {
  const { created_at, started_at, finished_at } = answer;
  if (status === 'finished') return finished_at ?? started_at ?? created_at;
  if (status === 'running') return started_at ?? created_at;
  return created_at;
}
