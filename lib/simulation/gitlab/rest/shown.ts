import type { SimulatedGitLab } from '../gitlab.ts';
import type { Hook } from '../hooks.ts';
import { isoTime } from '../job-hook.ts';
import type { SimulatedJob, SimulatedProject, SimulatedRunner } from '../model.ts';

/** GitLab's JSON of what it has, with the keys that clients look at. */

/** https://docs.gitlab.com/api/jobs/#get-a-single-job */
export function shownJob(gitlab: SimulatedGitLab, job: SimulatedJob) {
  const runner = gitlab.runners.find(job.runnerId ?? 0);
  return {
    ...lastingPart(gitlab, job),
    queued_duration: queuedFor(gitlab, job),
    runner: runner === undefined ? null : listedRunner(gitlab, runner),
    runner_manager: runner?.systemId === undefined ? null : { system_id: runner.systemId },
    artifacts: [],
    tag_list: job.tags,
  };
}

/** Without tags and runner. https://docs.gitlab.com/api/runners/#list-all-jobs-processed-by-a-runner */
export function shownRunnerJob(gitlab: SimulatedGitLab, job: SimulatedJob) {
  const { id, path } = gitlab.projectOf(job);
  return {
    ...lastingPart(gitlab, job),
    queued_duration: queuedFor(gitlab, job),
    project: { id, path_with_namespace: path },
  };
}

export function queuedFor({ now }: SimulatedGitLab, { queuedAt, startedAt, finishedAt }: SimulatedJob) {
  return queuedAt === undefined ? null : (startedAt ?? finishedAt ?? now()) - queuedAt;
}

export function ranFor({ startedAt, finishedAt }: SimulatedJob): number | null {
  return startedAt === undefined || finishedAt === undefined ? null : finishedAt - startedAt;
}

export const webUrl = (gitlab: SimulatedGitLab, job: SimulatedJob): string =>
  `${gitlab.url}/${gitlab.projectOf(job).path}/-/jobs/${job.id}`;

function lastingPart(gitlab: SimulatedGitLab, job: SimulatedJob) {
  const { createdAt, startedAt, finishedAt } = job;
  const { skew } = gitlab;
  const { sha } = gitlab.pipelines.of(job);
  return {
    id: job.id,
    status: job.status,
    stage: job.stage,
    name: job.name,
    ref: 'main',
    tag: false,
    allow_failure: false,
    created_at: isoTime(createdAt, skew),
    started_at: isoTime(startedAt, skew),
    finished_at: isoTime(finishedAt, skew),
    duration: ranFor(job),
    pipeline: { id: job.pipelineId, project_id: job.projectId, ref: 'main', sha },
    web_url: webUrl(gitlab, job),
    ...(job.failureReason !== undefined && { failure_reason: job.failureReason }),
  };
}

/** https://docs.gitlab.com/api/runners/#list-all-runners */
export function listedRunner({ runners, jobs }: SimulatedGitLab, runner: SimulatedRunner) {
  const { id, description, paused, type } = runner;
  const isOnline = runners.isOnline(runner);
  const status = runners.contactedAt(runner) === undefined ? 'never_contacted' : 'offline';
  // A job that is handed out does not count, nor does one that is canceling.
  const isActive = jobs.heldBy(id).some((job) => job.status === 'running');
  return {
    id,
    description,
    active: !paused,
    paused,
    is_shared: type === 'instance_type',
    runner_type: type,
    name: null,
    online: isOnline,
    status: isOnline ? 'online' : status,
    job_execution_status: isActive ? 'active' : 'idle',
  };
}

/** https://docs.gitlab.com/api/runners/#get-runners-details */
export function shownRunner(gitlab: SimulatedGitLab, runner: SimulatedRunner) {
  return {
    ...listedRunner(gitlab, runner),
    tag_list: runner.tags,
    run_untagged: runner.runUntagged,
    locked: runner.locked,
    access_level: runner.accessLevel ?? 'not_protected',
    maximum_timeout: runner.maximumTimeout ?? null,
    maintenance_note: runner.maintenanceNote ?? null,
    contacted_at: isoTime(gitlab.runners.contactedAt(runner), gitlab.skew),
    created_at: isoTime(runner.createdAt, gitlab.skew),
  };
}

/** https://docs.gitlab.com/api/groups/#retrieve-a-group */
export function shownGroup({ projects, url }: SimulatedGitLab, id: number) {
  const path = projects.groupPath(id);
  const isOn = projects.all().some((one) => one.groupId === id && one.instanceRunners !== undefined);
  const shared_runners_setting = isOn ? 'enabled' : 'disabled_and_unoverridable';
  return { id, full_path: path, web_url: `${url}/groups/${path}`, shared_runners_setting };
}

/** https://docs.gitlab.com/api/projects/#list-all-projects */
export function shownProject({ id, path }: SimulatedProject) {
  return { id, name: path.slice(path.lastIndexOf('/') + 1), path_with_namespace: path };
}

/** Its token is never shown. https://docs.gitlab.com/api/project_webhooks/ */
export function shownHook(hook: Hook, isDisabled: boolean) {
  const { id, place, url, jobEvents, pushEvents, verifiesTls, createdAt } = hook;
  return {
    id,
    url,
    [place.kind === 'Project' ? 'project_id' : 'group_id']: place.id,
    job_events: jobEvents,
    push_events: pushEvents,
    enable_ssl_verification: verifiesTls,
    alert_status: isDisabled ? 'temporarily_disabled' : 'executable',
    created_at: isoTime(createdAt),
  };
}
