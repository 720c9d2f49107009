import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { SimulatedJob } from '../../simulation/gitlab/model.ts';
import { jobResponse } from './job-response.ts';
import { parametersOf } from './parameters.ts';
import { refusal } from './refusal.ts';

const RunnerParameters = v.object({ token: v.string(), system_id: v.optional(v.string()) });

const UpdateParameters = v.object({
  token: v.optional(v.string()),
  state: v.picklist(['running', 'success', 'failed']),
  failure_reason: v.optional(v.string()),
});

/** Seconds between two parts of a log: GitLab's figure while somebody watches the job. */
const TRACE_INTERVAL = '3';

/** What gitlab-runner itself calls; it proves itself with its own tokens. `lib/api/ci/runner.rb` in GitLab's source. */
export function runnerSideRoutes(gitlab: SimulatedGitLab): Hono {
  const routes = new Hono();

  routes.post('/runners/verify', async (c) => {
    const { token, system_id } = await parametersOf(c, RunnerParameters);
    const runner = gitlab.runners.contact(token, system_id);
    if (runner === undefined) throw refusal(403, 'Forbidden');
    return c.json({ id: runner.id, token: runner.token, token_expires_at: null });
  });

  routes.post('/jobs/request', async (c) => {
    const { token, system_id } = await parametersOf(c, RunnerParameters);
    const request = gitlab.requestJob(token, system_id);
    if (request.kind === 'Forbidden') throw refusal(403, 'Forbidden');
    if (request.kind === 'Given') return c.json(jobResponse(gitlab, request.job), 201);
    c.header('X-GitLab-Last-Update', gitlab.jobs.queueVersion);
    return c.body(null, 204);
  });

  routes.put('/jobs/:id{[0-9]+}', async (c) => {
    const {
      token = c.req.header('job-token') ?? '',
      state,
      failure_reason,
    } = await parametersOf(c, UpdateParameters);
    const report = { state, ...(failure_reason !== undefined && { failureReason: failure_reason }) };
    const update = gitlab.updateJob(Number(c.req.param('id')), token, report);
    if (update.kind === 'Forbidden') throw refusal(403, 'Forbidden');
    c.header('Job-Status', update.job.status);
    if (update.kind === 'NotRunning') return forbiddenFor(c, update.job);
    c.header('X-GitLab-Trace-Update-Interval', TRACE_INTERVAL);
    return c.json(200, 200);
  });

  routes.patch('/jobs/:id{[0-9]+}/trace', async (c) => {
    const job = gitlab.jobs.find(Number(c.req.param('id')));
    if (job === undefined || job.token !== c.req.header('job-token')) throw refusal(403, 'Forbidden');
    if (job.status !== 'running' && job.status !== 'canceled') return forbiddenFor(c, job);
    const start = startOf(c.req.header('content-range'));
    const { size, fits } = gitlab.traceOf(job).append(start, new Uint8Array(await c.req.arrayBuffer()));
    c.header('Job-Status', job.status);
    c.header('Range', `0-${size}`);
    c.header('X-GitLab-Trace-Update-Interval', TRACE_INTERVAL);
    return fits ? c.body(null, 202) : c.body(null, 416);
  });
  return routes;
}

/** The header tells the runner why, and that it may stop. */
function forbiddenFor(c: Context, job: SimulatedJob): Response {
  c.header('Job-Status', job.status);
  return c.json({ message: '403 Forbidden - Job is not processing on runner' }, 403);
}

/** The end is not looked at: GitLab takes it from the length of the part. */
function startOf(range: string | undefined): number {
  const start = /^(\d{1,15})-\d*$/.exec(range ?? '')?.[1];
  if (start === undefined) throw refusal(400, 'Missing header Content-Range');
  return Number(start);
}
