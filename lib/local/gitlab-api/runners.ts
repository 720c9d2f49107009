import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { SimulatedRunner } from '../../simulation/gitlab/model.ts';
import { Flag, IdParameter, parametersOf, TagList } from './parameters.ts';
import { refusal } from './refusal.ts';
import { shownRunner, shownRunnerJob } from './shown.ts';

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
  maximum_timeout: v.optional(v.pipe(v.number(), v.minValue(600))),
  maintenance_note: v.optional(v.string()),
});

const UpdateParameters = v.object({ paused: v.optional(Flag) });

/** https://docs.gitlab.com/api/runners/ and https://docs.gitlab.com/api/users/#create-a-runner-linked-to-a-user */
export function runnerRoutes(gitlab: SimulatedGitLab): Hono {
  const { runners, jobs } = gitlab;
  const routes = new Hono();

  routes.post('/user/runners', async (c) => {
    const wanted = await parametersOf(c, CreateParameters);
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
    if (created.kind === 'Refused') throw refusal(400, `Bad request - ${created.message}`);
    const { id, token } = created.runner;
    return c.json({ id, token, token_expires_at: null }, 201);
  });

  routes.get('/runners/:id{[0-9]+}', (c) => c.json(shownRunner(runnerOf(gitlab, c))));
  routes.put('/runners/:id{[0-9]+}', async (c) => {
    const runner = runnerOf(gitlab, c);
    const { paused = runner.paused } = await parametersOf(c, UpdateParameters);
    return c.json(shownRunner(runners.setPaused(runner.id, paused) ?? runner));
  });
  routes.delete('/runners/:id{[0-9]+}', (c) => {
    runners.delete(runnerOf(gitlab, c).id);
    return c.body(null, 204);
  });
  routes.get('/runners/:id{[0-9]+}/jobs', (c) => {
    const { id } = runnerOf(gitlab, c);
    const wanted = c.req.query('status');
    const own = jobs
      .all()
      .filter(({ runnerId, status }) => runnerId === id && (wanted === undefined || status === wanted));
    return c.json(own.map((job) => shownRunnerJob(gitlab, job)));
  });
  return routes;
}

function runnerOf({ runners }: SimulatedGitLab, c: Context): SimulatedRunner {
  const runner = runners.find(Number(c.req.param('id')));
  if (runner === undefined) throw refusal(404, 'Not found');
  return runner;
}
