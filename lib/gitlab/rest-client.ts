import type { GitLab } from '../scaler/ports/gitlab.ts';
import { cancelJob, retryJob } from './change-jobs.ts';
import { groupAddress } from './groups.ts';
import { findJob, jobsOf, projectJobs } from './jobs.ts';
import { jobsWithin } from './jobs-within.ts';
import { createPlaceholder } from './placeholders.ts';
import { type Connection, type Request, requester } from './request.ts';
import { createRunner, deleteRunner, lastContact, pauseRunner, resumeRunner, runnersOf } from './runners.ts';

/** GitLab over its REST API. */
export function gitlabClient(connection: Connection): GitLab {
  return gitlabOver(requester(connection));
}

/**
 * Methods reject with GitLabError. Nothing is tried again here, not even after 429: the next tick does that, and a
 * waiting function costs money.
 */
export function gitlabOver(request: Request): GitLab {
  return {
    findJob: (job) => findJob(request, job),
    activeJobs: (projectId, page) => projectJobs(request, ['pending', 'running'], projectId, page),
    pendingJobs: (scope, others, from = 0) =>
      jobsWithin(request, scope, others, from, (id, page) => projectJobs(request, ['pending'], id, page)),
    runningJobs: (scope, others) =>
      jobsWithin(request, scope, others, 0, (id, page) =>
        projectJobs(request, ['running', 'canceling'], id, page),
      ),
    groupAddress: (groupId) => groupAddress(request, groupId),
    createRunner: (runner, description) => createRunner(request, runner, description),
    createPlaceholder: (runner, description) => createPlaceholder(request, runner, description),
    runnersOf: (scope) => runnersOf(request, scope),
    lastContact: (runnerId) => lastContact(request, runnerId),
    pauseRunner: (runnerId) => pauseRunner(request, runnerId),
    resumeRunner: (runnerId) => resumeRunner(request, runnerId),
    jobsOf: (runnerId) => jobsOf(request, runnerId),
    deleteRunner: (runnerId) => deleteRunner(request, runnerId),
    cancelJob: (job) => cancelJob(request, job),
    retryJob: (job) => retryJob(request, job),
  };
}
