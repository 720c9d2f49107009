import type { GitLab } from '../scaler/ports/gitlab.ts';
import { cancelJob, retryJob } from './change-jobs.ts';
import { activeJobs, findJob, runningJobs } from './jobs.ts';
import { pendingJobs } from './pending-jobs.ts';
import { type Connection, requester } from './request.ts';
import { createRunner, deleteRunner, runnersOf, setPaused } from './runners.ts';

/**
 * GitLab over its REST API. Methods reject with GitLabError. Nothing is tried again here, not even after 429:
 * the next tick does that, and a waiting function costs money.
 */
export function gitlabClient(connection: Connection): GitLab {
  const request = requester(connection);
  return {
    findJob: (job) => findJob(request, job),
    activeJobs: (projectId, page) => activeJobs(request, projectId, page),
    pendingJobs: (scope, others) => pendingJobs(request, scope, others),
    createRunner: (runner, description) => createRunner(request, runner, description),
    runnersOf: (scope) => runnersOf(request, scope),
    pauseRunner: (runnerId) => setPaused(request, runnerId, true),
    resumeRunner: (runnerId) => setPaused(request, runnerId, false),
    runningJobs: (runnerId) => runningJobs(request, runnerId),
    deleteRunner: (runnerId) => deleteRunner(request, runnerId),
    cancelJob: (job) => cancelJob(request, job),
    retryJob: (job) => retryJob(request, job),
  };
}
