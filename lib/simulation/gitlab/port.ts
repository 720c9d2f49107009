import type { RunnerScope } from '../../config/settings.ts';
import {
  type GitLab,
  type GitLabJob,
  JOBS_A_PAGE,
  type JobRef,
  type Refused,
} from '../../scaler/ports/gitlab.ts';
import type { SimulatedGitLab } from './gitlab.ts';
import { isEnded, type NewRunner, type SimulatedJob } from './model.ts';

/** The simulated GitLab as the scaler's port, with no HTTP between them. */
export function gitlabPort(gitlab: SimulatedGitLab): GitLab {
  const { jobs, pipelines, runners } = gitlab;
  const show = (job: SimulatedJob): GitLabJob => {
    const runnerId = runners.find(job.runnerId ?? 0)?.id;
    return { ...shown(job), ...(runnerId !== undefined && { runnerId }) };
  };
  return {
    findJob: async (ref) => {
      const job = find(gitlab, ref);
      return job && show(job);
    },
    activeJobs: async (projectId, page) => {
      const active = jobs.activeOf(projectId);
      const end = page * JOBS_A_PAGE;
      return { jobs: active.slice(end - JOBS_A_PAGE, end).map(show), isLast: active.length <= end };
    },
    pendingJobs: async (scope, others) => {
      const wanted = new Set([...projectsOf(gitlab, scope), ...others]);
      return jobs
        .all()
        .filter(({ status, projectId }) => status === 'pending' && wanted.has(projectId))
        .map(show);
    },
    runnersOf: async (scope) =>
      runners.ofScope(typeOf(scope)).map(({ id, description }) => ({ id, description })),
    createRunner: async ({ scope, tags, runUntagged, inGitLab }, description) => {
      const locked = inGitLab.isLocked && scope.kind === 'Project';
      const created = runners.create({ ...typeOf(scope), tags, runUntagged, locked, description });
      if (created.kind === 'Refused') throw new Error(`GitLab answered 400: ${created.message}`);
      return { id: created.runner.id, token: created.runner.token };
    },
    pauseRunner: async (id) => runners.setPaused(id, true) !== undefined,
    resumeRunner: async (id) => runners.setPaused(id, false) !== undefined,
    runningJobs: async (id) => {
      if (runners.find(id) === undefined) return [];
      return jobs.runningOf(id).map((job) => ({ ...show(job), tags: [] }));
    },
    deleteRunner: async (id) => void runners.delete(id),
    cancelJob: async (ref) => {
      const job = find(gitlab, ref);
      if (job === undefined) return refused('404 Not found');
      pipelines.cancel(job.id);
      return { kind: 'Canceled' };
    },
    retryJob: async (ref) => {
      const job = find(gitlab, ref);
      if (job === undefined) return refused('404 Not found');
      const fresh = pipelines.retry(job.id);
      return fresh === undefined
        ? refused('403 Forbidden - Job is not retryable')
        : { kind: 'Retried', job: show(fresh) };
    },
  };
}

/** As lib/gitlab has it: of many projects the few that something happened in last. */
const MAX_PROJECTS = 20;

function projectsOf({ projects }: SimulatedGitLab, scope: RunnerScope): number[] {
  if (scope.kind === 'Project') return [scope.id];
  const within = projects
    .byActivity()
    .filter(({ groupId }) => scope.kind === 'Instance' || groupId === scope.id);
  return within.slice(0, MAX_PROJECTS).map(({ id }) => id);
}

const refused = (reason: string): Refused => ({ kind: 'Refused', reason });

function find({ jobs }: SimulatedGitLab, { id, projectId }: JobRef): SimulatedJob | undefined {
  const job = jobs.find(id);
  return job?.projectId === projectId ? job : undefined;
}

function shown(job: SimulatedJob): GitLabJob {
  const { id, projectId, name, tags, status, createdAt, startedAt = createdAt, finishedAt = startedAt } = job;
  const { failureReason } = job;
  const failed = failureReason === undefined ? {} : { failureReason };
  const base = { id, projectId, name, tags, gitlabStatus: status, ...failed };
  if (status === 'running') return { ...base, status, at: startedAt };
  if (status === 'pending') return { ...base, status, at: createdAt };
  const isFinal = isEnded(job) && status !== 'skipped';
  return isFinal
    ? { ...base, status: 'finished', at: finishedAt }
    : { ...base, status: 'created', at: createdAt };
}

function typeOf(scope: RunnerScope): Pick<NewRunner, 'type' | 'projectId' | 'groupId'> {
  switch (scope.kind) {
    case 'Project':
      return { type: 'project_type', projectId: scope.id };
    case 'Group':
      return { type: 'group_type', groupId: scope.id };
    case 'Instance':
      return { type: 'instance_type' };
  }
}
