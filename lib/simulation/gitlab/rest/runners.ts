import * as v from 'valibot';
import type { SimulatedGitLab } from '../gitlab.ts';
import type { SimulatedJob, SimulatedRunner } from '../model.ts';
import { READ, type RestAnswer, type RestCall, RestRefusal, type Route, RUNNERS } from './call.ts';
import { pageOf } from './pages.ts';
import { Flag, IdParameter, parametersOf, TagList } from './parameters.ts';
import { shownRunner, shownRunnerJob } from './shown.ts';

const MAY_CREATE = ['api', 'create_runner'];
const SHORTEST_TIMEOUT = 600;

const CreateParameters = v.object({
  runner_type: v.picklist(['project_type', 'group_type', 'instance_type']),
  project_id: v.optional(IdParameter),
  group_id: v.optional(IdParameter),
  description: v.optional(v.string(), ''),
  tag_list: v.optional(TagList, []),
  run_untagged: v.optional(Flag, true),
  locked: v.optional(Flag, false),
  paused: v.optional(Flag, false),
  access_level: v.optional(v.picklist(['not_protected', 'ref_protected']), 'not_protected'),
  maximum_timeout: v.optional(v.pipe(IdParameter, v.minValue(SHORTEST_TIMEOUT))),
  maintenance_note: v.optional(v.string()),
});

const UpdateParameters = v.object({ paused: v.optional(Flag) });
const JobRequestParameters = v.object({ token: v.string() });

/** https://docs.gitlab.com/api/runners/ and https://docs.gitlab.com/api/users/#create-a-runner-linked-to-a-user */
export function runnerRoutes(gitlab: SimulatedGitLab): readonly Route[] {
  const { runners } = gitlab;
  const runnerOf = (id: number): SimulatedRunner => {
    const runner = runners.find(id);
    if (runner === undefined) throw new RestRefusal(404, 'Not found');
    return runner;
  };
  return [
    {
      ...{ method: 'POST', path: '/user/runners', scopes: MAY_CREATE },
      answer: (call) => create(gitlab, call),
    },
    {
      ...{ method: 'GET', path: '/runners/:id', scopes: [...READ, ...RUNNERS] },
      answer: (_, id = 0) => ({ status: 200, json: shownRunner(gitlab, runnerOf(id)) }),
    },
    {
      ...{ method: 'PUT', path: '/runners/:id', scopes: RUNNERS },
      answer: (call, id = 0) => {
        const runner = runnerOf(id);
        const { paused = runner.paused } = parametersOf(call, UpdateParameters);
        return { status: 200, json: shownRunner(gitlab, runners.setPaused(id, paused) ?? runner) };
      },
    },
    {
      ...{ method: 'DELETE', path: '/runners/:id', scopes: RUNNERS },
      answer: (_, id = 0) => {
        if (runnerOf(id).otherProjects.length > 0) {
          throw new RestRefusal(403, 'Forbidden - Runner associated with more than one project');
        }
        runners.delete(id);
        return { status: 204 };
      },
    },
    {
      // The runner's own token proves who asks.
      ...{ method: 'POST', path: '/jobs/request', scopes: [...READ, ...RUNNERS, ...MAY_CREATE] },
      answer: (call) => requestJob(gitlab, call),
    },
    {
      ...{ method: 'GET', path: '/runners/:id/jobs', scopes: [...READ, ...RUNNERS] },
      answer: (call, id = 0) => {
        const { items, headers } = pageOf(call, jobsOf(gitlab, runnerOf(id), call));
        return { status: 200, json: items.map((job) => shownRunnerJob(gitlab, job)), headers };
      },
    },
  ];
}

function create({ runners }: SimulatedGitLab, call: RestCall) {
  const wanted = parametersOf(call, CreateParameters);
  const created = runners.create({
    type: wanted.runner_type,
    description: wanted.description,
    tags: wanted.tag_list,
    runUntagged: wanted.run_untagged,
    locked: wanted.locked,
    paused: wanted.paused,
    accessLevel: wanted.access_level,
    ...(wanted.maximum_timeout !== undefined && { maximumTimeout: wanted.maximum_timeout }),
    ...(wanted.maintenance_note !== undefined && { maintenanceNote: wanted.maintenance_note }),
    ...(wanted.project_id !== undefined && { projectId: wanted.project_id }),
    ...(wanted.group_id !== undefined && { groupId: wanted.group_id }),
  });
  if (created.kind === 'Refused') throw new RestRefusal(400, `Bad request - ${created.message}`);
  const { id, token } = created.runner;
  return { status: 201, json: { id, token, token_expires_at: null } };
}

function requestJob(gitlab: SimulatedGitLab, call: RestCall): RestAnswer {
  const request = gitlab.requestJob(parametersOf(call, JobRequestParameters).token);
  if (request.kind === 'Forbidden') throw new RestRefusal(403, 'Forbidden');
  return request.kind === 'Given' ? { status: 201, json: { id: request.job.id } } : { status: 204 };
}

/** Those of projects in which the token's user is a reporter at least; in no order but the one that is asked for. */
function jobsOf(gitlab: SimulatedGitLab, { id }: SimulatedRunner, { query }: RestCall): SimulatedJob[] {
  const status = query.get('status');
  const own = gitlab.jobs
    .ofRunner(id)
    .filter((job) => gitlab.mayRead(job.projectId) && (status === null || job.status === status));
  const isOrdered = query.get('order_by') === 'id';
  const sign = query.get('sort') === 'asc' ? 1 : -1;
  return isOrdered ? own.toSorted((one, other) => sign * (one.id - other.id)) : own;
}
