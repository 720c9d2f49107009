import type { RunnerScope } from '../../config/settings.ts';
import type { GitLab, GitLabJob, JobRef } from '../../scaler/ports.ts';
import type { SimulatedGitLab } from './gitlab.ts';
import { isEnded, type NewRunner, type SimulatedJob } from './model.ts';

/** The simulated GitLab as the scaler's port, with no HTTP between them. */
export function gitlabPort(gitlab: SimulatedGitLab): GitLab {
  const { jobs, runners } = gitlab;
  const show = (job: SimulatedJob): GitLabJob => {
    const runnerId = runners.find(job.runnerId ?? 0)?.id;
    return { ...shown(job), ...(runnerId !== undefined && { runnerId }) };
  };
  return {
    findJobs: async (refs) => refs.flatMap((ref) => find(gitlab, ref) ?? []).map(show),
    createRunner: async ({ scope, tags, runUntagged }, description) => {
      const created = runners.create({ ...typeOf(scope), tags, runUntagged, description });
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
  };
}

function find({ jobs }: SimulatedGitLab, { id, projectId }: JobRef): SimulatedJob | undefined {
  const job = jobs.find(id);
  return job?.projectId === projectId ? job : undefined;
}

function shown(job: SimulatedJob): GitLabJob {
  const { id, projectId, name, tags, status, createdAt, startedAt = createdAt, finishedAt = startedAt } = job;
  const base = { id, projectId, name, tags, gitlabStatus: status };
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
