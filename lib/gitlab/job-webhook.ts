import * as v from 'valibot';
import type { JobEvent, JobStatus } from '../scaler/state/jobs/job.ts';
import { Id, ifSound, Seconds, shown, Time } from './fields.ts';
import { jobStatusOf } from './job-status.ts';
import { described } from './problems.ts';

/**
 * What a job webhook says. The time is not taken from it: `at` of the event is when it came, for what matters is
 * when we last heard of the job, and most states have no time of their own in the payload.
 */
type ParsedJob =
  | { readonly kind: 'Job'; readonly event: Omit<JobEvent, 'at'> }
  /** Of a status that only a newer GitLab has: no reason to refuse it, for four refusals in a row have the webhook switched off. */
  | { readonly kind: 'Unknown'; readonly id: number; readonly gitlabStatus: string }
  /** Each problem names the key and what was expected there. */
  | { readonly kind: 'Invalid'; readonly problems: readonly string[] };

/** GitLab allows 255 characters; some are two of JavaScript's. */
const MAX_NAME = 2 * 255;
const MAX_STATUS = 64;
const MAX_ENVIRONMENT = 2 * 255;

const Status = v.pipe(v.string(), v.minLength(1));

/**
 * Only what says which job it is and how far it has come must be right: four refusals in a row have GitLab switch the
 * webhook off. Which runner has the job GitLab is asked in any case.
 * https://docs.gitlab.com/user/project/integrations/webhook_events/#job-events
 */
const JobHook = v.object({
  object_kind: v.literal('build'),
  build_id: Id,
  build_name: shown(MAX_NAME),
  build_status: Status,
  project_id: Id,
  runner: ifSound(v.object({ id: Id })),
  build_started_at: v.nullish(v.unknown()),
  build_queued_duration: ifSound(Seconds),
  retries_count: ifSound(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  environment: ifSound(v.object({ name: shown(MAX_ENVIRONMENT) })),
  build_failure_reason: shown(MAX_STATUS),
  pipeline_id: ifSound(Id),
  build_stage: shown(MAX_NAME),
  build_created_at: ifSound(Time),
  build_duration: ifSound(Seconds),
});
type JobHook = v.InferOutput<typeof JobHook>;

/** The payload of a webhook for job events, of which only what we use is looked at. */
export function parseJobWebhook(json: unknown): ParsedJob {
  if (json === undefined) return { kind: 'Invalid', problems: ['the body is not JSON'] };
  const parsed = v.safeParse(JobHook, json, { abortPipeEarly: true });
  if (!parsed.success) return { kind: 'Invalid', problems: parsed.issues.map(described) };
  const { build_id, build_name, build_status, project_id, runner, build_started_at } = parsed.output;
  const status = jobStatusOf(build_status);
  if (status === undefined) {
    return { kind: 'Unknown', id: build_id, gitlabStatus: build_status.slice(0, MAX_STATUS) };
  }
  // It was given to that runner, and ended before the runner began it.
  const neverRan = status === 'finished' && build_started_at === null;
  return {
    kind: 'Job',
    event: {
      id: build_id,
      projectId: project_id,
      name: build_name ?? `job ${build_id}`,
      status,
      gitlabStatus: build_status,
      ...(runner && !neverRan && { runnerId: runner.id }),
      ...moreOf(parsed.output, status),
    },
  };
}

/** GitLab gives a reason of failure to every job: "unknown_failure" to those that have not failed. */
function moreOf(hook: JobHook, status: JobStatus): Partial<JobEvent> {
  const { retries_count, environment, build_failure_reason, build_status, build_queued_duration } = hook;
  const { pipeline_id, build_stage, build_created_at, build_duration } = hook;
  return {
    ...(build_queued_duration != null && { waited: build_queued_duration }),
    ...(retries_count != null && { retries: retries_count }),
    ...(environment?.name != null && { environment: environment.name }),
    ...(pipeline_id != null && { pipelineId: pipeline_id }),
    ...(build_stage != null && { stage: build_stage }),
    ...(build_created_at != null && { createdAt: build_created_at }),
    ...(status === 'finished' && build_duration != null && { ran: build_duration }),
    ...(build_status === 'failed' && build_failure_reason != null && { failureReason: build_failure_reason }),
  };
}
