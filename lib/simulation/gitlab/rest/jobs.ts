import { DEVELOPER, MAINTAINER } from '../access.ts';
import type { SimulatedGitLab } from '../gitlab.ts';
import { JOB_STATES, type JobState, type SimulatedJob, type SimulatedProject } from '../model.ts';
import { READ, RestRefusal, type Route, WRITE } from './call.ts';
import { keysetPageOf, pageWithoutTotal } from './pages.ts';
import { shownJob } from './shown.ts';

/** A project's jobs. https://docs.gitlab.com/api/jobs/ */
export function jobRoutes(gitlab: SimulatedGitLab): readonly Route[] {
  const { pipelines } = gitlab;
  const changing = (id: number, jobId: number): SimulatedJob => {
    const job = jobOf(gitlab, id, jobId);
    // On a protected branch only who may push or merge there: here maintainers.
    if (gitlab.levelIn(id) < (job.isProtected ? MAINTAINER : DEVELOPER))
      throw new RestRefusal(403, 'Forbidden');
    return job;
  };
  return [
    {
      ...{ method: 'GET', path: '/projects/:id/jobs', scopes: READ },
      answer: (call, id = 0) => {
        const { query } = call;
        const scope = [...query.getAll('scope[]'), ...query.getAll('scope')];
        const listed = listedJobs(gitlab, id, scope.length > 0 ? (scope as JobState[]) : JOB_STATES, {
          withRetried: query.get('include_retried') === 'true',
        });
        const isKeyset = query.get('pagination') === 'keyset';
        const { items, headers } = isKeyset
          ? keysetPageOf(call, listed, gitlab.url)
          : pageWithoutTotal(call, listed);
        return { status: 200, json: items.map((job) => shownJob(gitlab, job)), headers };
      },
    },
    {
      ...{ method: 'GET', path: '/projects/:id/jobs/:job', scopes: READ },
      answer: (_, id = 0, job = 0) => ({ status: 200, json: shownJob(gitlab, jobOf(gitlab, id, job)) }),
    },
    {
      ...{ method: 'POST', path: '/projects/:id/jobs/:job/cancel', scopes: WRITE },
      answer: ({ query }, id = 0, jobId = 0) => {
        const force = query.get('force') === 'true';
        const job = changing(id, jobId);
        if (force && gitlab.levelIn(id) < MAINTAINER) throw new RestRefusal(403, 'Forbidden');
        const canceled = pipelines.cancel(job.id, { force }) ?? job;
        return { status: 201, json: shownJob(gitlab, canceled) };
      },
    },
    {
      ...{ method: 'POST', path: '/projects/:id/jobs/:job/retry', scopes: WRITE },
      answer: (_, id = 0, job = 0) => {
        const fresh = pipelines.retry(changing(id, job).id);
        if (fresh === undefined) throw new RestRefusal(403, 'Forbidden - Job is not retryable');
        return { status: 201, json: shownJob(gitlab, fresh) };
      },
    },
  ];
}

/** The newest first. Throws RestRefusal. */
export function listedJobs(
  gitlab: SimulatedGitLab,
  projectId: number,
  statuses: readonly JobState[],
  { withRetried = false } = {},
): readonly SimulatedJob[] {
  const { id } = projectOf(gitlab, projectId);
  gitlab.jobLists.admit();
  return gitlab.jobs.ofProject(id, statuses, { withRetried });
}

/** One that the token's user may not see is not found. */
function projectOf(gitlab: SimulatedGitLab, id: number): SimulatedProject {
  const project = gitlab.projects.find(id);
  if (project === undefined || !gitlab.maySee(id)) throw new RestRefusal(404, 'Project Not Found');
  if (project.isBroken) throw new RestRefusal(500, 'Internal Server Error');
  return project;
}

/** Throws RestRefusal. */
export function jobOf(gitlab: SimulatedGitLab, projectId: number, id: number): SimulatedJob {
  projectOf(gitlab, projectId);
  const job = gitlab.jobs.find(id);
  if (job?.projectId !== projectId) throw new RestRefusal(404, 'Not found');
  return job;
}
