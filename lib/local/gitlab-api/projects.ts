import { type Context, Hono } from 'hono';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { SimulatedJob, SimulatedProject } from '../../simulation/gitlab/model.ts';
import { keysetPageOf, pageOf } from './pages.ts';
import { refusal } from './refusal.ts';
import { shownJob } from './shown.ts';

/** https://docs.gitlab.com/api/jobs/ */
export function projectRoutes(gitlab: SimulatedGitLab): Hono {
  const { jobs, pipelines } = gitlab;
  const one = new Hono();

  one.get('/jobs', (c) => {
    const { id } = projectOf(gitlab, c);
    const scope = [...(c.req.queries('scope[]') ?? []), ...(c.req.queries('scope') ?? [])];
    const withRetried = c.req.query('include_retried') === 'true';
    const own = jobs
      .all()
      .filter(({ projectId, retried }) => projectId === id && (!retried || withRetried))
      .filter(({ status }) => scope.length === 0 || scope.includes(status))
      .toSorted((first, second) => second.id - first.id);
    const page = c.req.query('pagination') === 'keyset' ? keysetPageOf(c, own) : pageOf(c, own);
    return c.json(page.map((job) => shownJob(gitlab, job)));
  });
  one.get('/jobs/:job{[0-9]+}', (c) => c.json(shownJob(gitlab, jobOf(gitlab, c))));
  one.post('/jobs/:job{[0-9]+}/cancel', (c) => {
    const canceled = pipelines.cancel(jobOf(gitlab, c).id);
    return c.json(canceled && shownJob(gitlab, canceled), 201);
  });
  one.post('/jobs/:job{[0-9]+}/retry', (c) => {
    const fresh = pipelines.retry(jobOf(gitlab, c).id);
    if (fresh === undefined) throw refusal(403, 'Forbidden - Job is not retryable');
    return c.json(shownJob(gitlab, fresh), 201);
  });
  return new Hono().route('/projects/:project{[0-9]+}', one);
}

function projectOf({ projects }: SimulatedGitLab, c: Context): SimulatedProject {
  const project = projects.find(Number(c.req.param('project')));
  if (project === undefined) throw refusal(404, 'Project Not Found');
  return project;
}

function jobOf(gitlab: SimulatedGitLab, c: Context): SimulatedJob {
  const { id } = projectOf(gitlab, c);
  const job = gitlab.jobs.find(Number(c.req.param('job')));
  if (job?.projectId !== id) throw refusal(404, 'Not found');
  return job;
}
