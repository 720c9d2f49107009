import type { UnixSeconds } from '../../scaler/state/time.ts';
import { isEnded, type SimulatedJob, type SimulatedProject, type SimulatedRunner } from './model.ts';

/** All that a job's webhook tells of. */
export interface HookSubject {
  readonly job: SimulatedJob;
  readonly project: SimulatedProject;
  readonly runner: SimulatedRunner | undefined;
  /** As it is when the webhook is told. */
  readonly pipeline: () => HookPipeline;
  readonly now: UnixSeconds;
  /** Seconds by which GitLab's clock is ahead. */
  readonly skew: number;
  /** GitLab's address, without a slash at its end. */
  readonly url: string;
}

interface HookPipeline {
  readonly sha: string;
  readonly status: string;
}

export type JobHook = ReturnType<typeof jobHook>;

const USER = { id: 3, name: 'User', username: 'user', email: 'user@example.com', avatar_url: null };

/**
 * The body of a webhook for job events, with every key that GitLab sends.
 * https://docs.gitlab.com/user/project/integrations/webhook_events/#job-events
 */
export function jobHook({ job, project, runner, pipeline: pipelineNow, now, skew, url }: HookSubject) {
  const [namespace, name] = partsOf(project.path);
  const pipeline = pipelineNow();
  return {
    object_kind: 'build',
    ref: 'main',
    tag: false,
    before_sha: pipeline.sha,
    sha: pipeline.sha,
    build_id: job.id,
    build_name: job.name,
    build_stage: job.stage,
    build_status: job.status,
    ...timesOf(job, now, skew),
    build_allow_failure: job.isManual,
    build_failure_reason: job.failureReason ?? 'unknown_failure',
    retries_count: job.retries,
    pipeline_id: job.pipelineId,
    runner: runner === undefined ? null : runnerOf(runner),
    project_id: project.id,
    project_name: `${namespace} / ${name}`,
    user: USER,
    commit: commitOf(job, pipeline),
    ...placeOf(project, url),
    environment: job.environment === undefined ? null : environmentOf(job.environment),
  };
}

function timesOf(job: SimulatedJob, now: UnixSeconds, skew: number) {
  const { createdAt, queuedAt, startedAt, finishedAt } = job;
  const queuedUntil = startedAt ?? finishedAt ?? now;
  const ranUntil = isEnded(job) && startedAt !== undefined ? finishedAt : undefined;
  const created = isoTime(createdAt, skew);
  const started = isoTime(startedAt, skew);
  const finished = isoTime(finishedAt, skew);
  return {
    build_created_at: created,
    build_created_at_iso: wholeSeconds(created),
    build_started_at: started,
    build_started_at_iso: wholeSeconds(started),
    build_finished_at: finished,
    build_finished_at_iso: wholeSeconds(finished),
    build_duration: ranUntil === undefined ? null : ranUntil - (startedAt ?? ranUntil),
    build_queued_duration: queuedAt === undefined ? null : queuedUntil - queuedAt,
  };
}

/** https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments */
function environmentOf(name: string) {
  return { name, action: 'start', deployment_tier: name === 'production' ? 'production' : 'other' };
}

/** The tags are the runner's: a job's own are in no webhook. */
function runnerOf({ id, description, type, paused, tags }: SimulatedRunner) {
  return {
    id,
    description,
    runner_type: type,
    active: !paused,
    is_shared: type === 'instance_type',
    tags,
  };
}

function commitOf(job: SimulatedJob, pipeline: HookPipeline) {
  return {
    id: job.pipelineId,
    name: null,
    sha: pipeline.sha,
    message: 'test\n',
    author_name: USER.name,
    author_email: USER.email,
    author_url: `mailto:${USER.email}`,
    status: pipeline.status,
    duration: null,
    started_at: null,
    finished_at: null,
  };
}

/** The same for all jobs of a project. */
function placeOf(project: SimulatedProject, url: string) {
  const known = places.get(project);
  if (known?.url === url) return known.place;
  const place = { repository: repositoryOf(project, url), project: projectOf(project, url) };
  places.set(project, { url, place });
  return place;
}

interface Place {
  readonly repository: ReturnType<typeof repositoryOf>;
  readonly project: ReturnType<typeof projectOf>;
}
const places = new WeakMap<SimulatedProject, { readonly url: string; readonly place: Place }>();

function repositoryOf({ path }: SimulatedProject, url: string) {
  const ssh = `git@${new URL(url).hostname}:${path}.git`;
  return {
    name: partsOf(path)[1],
    url: ssh,
    description: '',
    homepage: `${url}/${path}`,
    git_http_url: `${url}/${path}.git`,
    git_ssh_url: ssh,
    visibility_level: 0,
  };
}

function projectOf({ id, path }: SimulatedProject, url: string) {
  const [namespace, name] = partsOf(path);
  return {
    id,
    name,
    description: '',
    web_url: `${url}/${path}`,
    avatar_url: null,
    git_ssh_url: `git@${new URL(url).hostname}:${path}.git`,
    git_http_url: `${url}/${path}.git`,
    namespace,
    visibility_level: 0,
    path_with_namespace: path,
    default_branch: 'main',
    ci_config_path: null,
  };
}

function partsOf(path: string): [namespace: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
}

/** As a GitLab whose clock is so many seconds ahead writes times: in UTC with milliseconds; null for one that has not come. */
export function isoTime(time: UnixSeconds | undefined, skew = 0): string | null {
  return time === undefined ? null : written(time + skew);
}

/** The same times are told again and again. */
const WRITTEN_BEFORE = new Map<UnixSeconds, string>();
const MOST_KEPT = 1000;

function written(time: UnixSeconds): string {
  const before = WRITTEN_BEFORE.get(time);
  if (before !== undefined) return before;
  if (WRITTEN_BEFORE.size === MOST_KEPT) WRITTEN_BEFORE.clear();
  const text = new Date(time * 1000).toISOString();
  WRITTEN_BEFORE.set(time, text);
  return text;
}

const wholeSeconds = (time: string | null): string | null => time && `${time.slice(0, 19)}Z`;
