import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { SimulatedJob } from '../../simulation/gitlab/model.ts';
import { RestRefusal } from '../../simulation/gitlab/rest/call.ts';
import { type LongPolling, RunnerQueues } from '../../simulation/gitlab/runner-queues.ts';
import type { Refusal, RunnerReport } from '../../simulation/gitlab/runner-side.ts';
import { jobResponse } from './job-response.ts';
import { parametersIn } from './rest.ts';

const Features = v.object({
  two_phase_job_commit: v.optional(v.boolean(), false),
  cancel_gracefully: v.optional(v.boolean(), false),
});
const RunnerParameters = v.object({ token: v.string(), system_id: v.optional(v.string()) });
const JobRequestParameters = v.object({
  ...RunnerParameters.entries,
  last_update: v.optional(v.string()),
  info: v.optional(v.object({ features: v.optional(Features, {}) }), {}),
});
const ManagerParameters = v.object({ token: v.string(), system_id: v.string() });

const UpdateParameters = v.object({
  token: v.optional(v.string()),
  state: v.picklist(['pending', 'running', 'success', 'failed']),
  failure_reason: v.optional(v.string()),
  output: v.optional(v.object({ checksum: v.optional(v.string()) })),
});

/** Seconds between two parts of a log: GitLab's figure while somebody watches the job. */
const TRACE_INTERVAL = '3';
/** Seconds after which a runner says again how its job has ended. */
const AGAIN_AFTER = '1';

/**
 * What gitlab-runner itself calls; it proves itself with its own tokens. `lib/api/ci/runner.rb` in GitLab's source, and
 * what Workhorse does before it.
 */
export function runnerSideRoutes(gitlab: SimulatedGitLab, polling?: LongPolling): Hono {
  const { runners, runnerSide } = gitlab;
  const queues = new RunnerQueues(gitlab, polling);
  const routes = new Hono();

  routes.post('/runners/verify', async (c) => {
    const { token, system_id } = await parametersIn(c, RunnerParameters);
    const runner = runners.verify(token, system_id);
    if (runner === undefined) throw new RestRefusal(403, 'Forbidden');
    return c.json({ id: runner.id, token: runner.token, token_expires_at: null });
  });
  routes.delete('/runners/managers', async (c) => {
    const { token, system_id } = await parametersIn(c, ManagerParameters);
    const outcome = runners.forgetManager(token, system_id);
    if (outcome === 'Forbidden') throw new RestRefusal(403, 'Forbidden');
    if (outcome === 'NotFound') throw new RestRefusal(404, 'Runner manager not found');
    return c.body(null, 204);
  });

  routes.post('/jobs/request', async (c) => {
    const { token, system_id, info, last_update } = await parametersIn(c, JobRequestParameters);
    const runner = runners.contact(token, system_id);
    if (runner === undefined) throw new RestRefusal(403, 'Forbidden');
    if (last_update === queues.versionOf(runner.id)) {
      await queues.untilItChanges(runner.id);
      return c.body(null, 204);
    }
    const request = runnerSide.requestJob(token, {
      ...(system_id !== undefined && { systemId: system_id }),
      features: {
        twoPhaseJobCommit: info.features.two_phase_job_commit,
        cancelGracefully: info.features.cancel_gracefully,
      },
    });
    if (request.kind === 'Forbidden') throw new RestRefusal(403, 'Forbidden');
    if (request.kind === 'Given') return c.json(jobResponse(gitlab, request.job), 201);
    c.header('X-GitLab-Last-Update', queues.versionOf(runner.id));
    return c.body(null, 204);
  });

  routes.put('/jobs/:id{[0-9]+}', async (c) => {
    const { token, ...said } = await parametersIn(c, UpdateParameters);
    const update = runnerSide.updateJob(idIn(c), token ?? c.req.header('job-token') ?? '', reportOf(said));
    if (update.kind !== 'Done' && update.kind !== 'Accepted') return refuse(c, update);
    tellStatus(c, update.job);
    c.header('X-GitLab-Trace-Update-Interval', update.kind === 'Done' ? TRACE_INTERVAL : AGAIN_AFTER);
    return update.kind === 'Done' ? c.json(200, 200) : c.json(202, 202);
  });

  routes.patch('/jobs/:id{[0-9]+}/trace', async (c) => {
    const token = c.req.header('job-token') ?? '';
    const part = new Uint8Array(await c.req.arrayBuffer());
    const appended = runnerSide.appendTrace(idIn(c), token, startOf(c), part);
    if (appended.kind !== undefined) return refuse(c, appended);
    tellStatus(c, appended.job);
    c.header('Range', `0-${appended.size}`);
    c.header('X-GitLab-Trace-Update-Interval', TRACE_INTERVAL);
    return c.body(null, appended.fits ? 202 : 416);
  });
  return routes;
}

const idIn = (c: Context): number => Number(c.req.param('id'));

function reportOf({ state, failure_reason, output }: v.InferOutput<typeof UpdateParameters>): RunnerReport {
  return {
    state,
    ...(failure_reason !== undefined && { failureReason: failure_reason }),
    hasChecksum: output?.checksum !== undefined,
  };
}

/** The header tells the runner that its job is canceled, or that it may stop, and why. */
function tellStatus(c: Context, { status }: SimulatedJob): void {
  c.header('Job-Status', status);
}

function refuse(c: Context, refused: Refusal): Response {
  switch (refused.kind) {
    case 'Forbidden':
      throw new RestRefusal(403, 'Forbidden');
    case 'Invalid':
      return c.json(400, 400);
    case 'NotProcessing':
      tellStatus(c, refused.job);
      return c.json({ message: '403 Forbidden - Job is not processing on runner' }, 403);
  }
}

/** The end is not looked at: GitLab takes it from the length of the part. */
function startOf(c: Context): number {
  const start = /^(\d{1,15})-\d*$/.exec(c.req.header('content-range') ?? '')?.[1];
  if (start === undefined) throw new RestRefusal(400, 'Missing header Content-Range');
  return Number(start);
}
