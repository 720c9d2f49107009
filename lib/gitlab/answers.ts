import * as v from 'valibot';
import type { GitLabJob } from '../scaler/ports/gitlab.ts';
import type { UnixSeconds } from '../scaler/state/time.ts';
import { jobStatusOf } from './job-status.ts';

const Id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const Time = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text) / 1000),
  v.finite(),
);

/** A job as GitLab's API shows it, as far as we use it. https://docs.gitlab.com/api/jobs/#get-a-single-job */
export const JobAnswer = v.object({
  id: Id,
  name: v.string(),
  status: v.string(),
  /** Not among the jobs of a runner. */
  tag_list: v.optional(v.array(v.string()), []),
  runner: v.nullish(v.object({ id: Id })),
  created_at: Time,
  started_at: v.nullish(Time),
  finished_at: v.nullish(Time),
  failure_reason: v.nullish(v.string()),
});
export type JobAnswer = v.InferOutput<typeof JobAnswer>;

/** https://docs.gitlab.com/api/runners/#list-all-jobs-processed-by-a-runner */
export const RunnerJobAnswer = v.object({ ...JobAnswer.entries, project: v.object({ id: Id }) });

/** https://docs.gitlab.com/api/users/#create-a-runner-linked-to-a-user */
export const CreatedRunnerAnswer = v.object({ id: Id, token: v.pipe(v.string(), v.minLength(1)) });

/** https://docs.gitlab.com/api/runners/#list-all-runners */
export const RunnerAnswer = v.object({ id: Id, description: v.nullish(v.string()) });

/**
 * Undefined if its status is unknown. Such a job is left out, so that one status of a newer GitLab does not
 * hide all other jobs.
 */
export function gitLabJob(answer: JobAnswer, projectId: number): GitLabJob | undefined {
  const status = jobStatusOf(answer.status);
  if (status === undefined) return undefined;
  return {
    id: answer.id,
    projectId,
    status,
    gitlabStatus: answer.status,
    name: answer.name,
    tags: answer.tag_list,
    at: enteredAt(answer, status),
    ...(answer.runner && { runnerId: answer.runner.id }),
    ...(answer.failure_reason && { failureReason: answer.failure_reason }),
  };
}

/** GitLab does not say when a job began to wait: for one that does, it is when it was created. */
function enteredAt(answer: JobAnswer, status: GitLabJob['status']): UnixSeconds {
  const { created_at, started_at, finished_at } = answer;
  if (status === 'finished') return finished_at ?? started_at ?? created_at;
  if (status === 'running') return started_at ?? created_at;
  return created_at;
}
