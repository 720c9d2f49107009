import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { SimulatedJob, SimulatedProject } from '../../simulation/gitlab/model.ts';
import { Flag, parametersOf } from './parameters.ts';
import { refusal } from './refusal.ts';
import { shownHook, shownJob } from './shown.ts';

const DEFAULT_PER_PAGE = 20;
const MOST_PER_PAGE = 100;

const HookParameters = v.object({
  url: v.pipe(v.string(), v.url()),
  token: v.optional(v.string()),
  job_events: v.optional(Flag, false),
});

/** https://docs.gitlab.com/api/jobs/ and https://docs.gitlab.com/api/project_webhooks/ */
export function projectRoutes(gitlab: SimulatedGitLab): Hono {
  const { jobs, pipelines, projects } = gitlab;
  const one = new Hono();

  one.get('/jobs', (c) => {
    const { id } = projectOf(gitlab, c);
    const scope = [...(c.req.queries('scope[]') ?? []), ...(c.req.queries('scope') ?? [])];
    const own = jobs
      .all()
      .filter(({ projectId, retried }) => projectId === id && !retried)
      .filter(({ status }) => scope.length === 0 || scope.includes(status))
      .toSorted((first, second) => second.id - first.id);
    return c.json(pageOf(c, own).map((job) => shownJob(gitlab, job)));
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

  one.get('/hooks', (c) => c.json(pageOf(c, projects.hooksOf(projectOf(gitlab, c).id)).map(shownHook)));
  one.post('/hooks', async (c) => {
    const { id } = projectOf(gitlab, c);
    const { url, token, job_events } = await parametersOf(c, HookParameters);
    const hook = projects.addHook({
      projectId: id,
      url,
      jobEvents: job_events,
      createdAt: gitlab.now(),
      ...(token !== undefined && { token }),
    });
    return c.json(shownHook(hook), 201);
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

/** https://docs.gitlab.com/api/rest/#offset-based-pagination */
function pageOf<T>(c: Context, all: readonly T[]): readonly T[] {
  const perPage = Math.min(positive(c.req.query('per_page'), DEFAULT_PER_PAGE), MOST_PER_PAGE);
  const page = positive(c.req.query('page'), 1);
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  c.header('x-page', `${page}`);
  c.header('x-per-page', `${perPage}`);
  c.header('x-total', `${all.length}`);
  c.header('x-total-pages', `${pages}`);
  c.header('x-prev-page', page > 1 ? `${page - 1}` : '');
  c.header('x-next-page', page < pages ? `${page + 1}` : '');
  return all.slice((page - 1) * perPage, page * perPage);
}

function positive(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw refusal(400, 'Bad request - page and per_page must be positive');
  return Number(text);
}
