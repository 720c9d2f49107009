import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as v from 'valibot';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { Hook, HookPlace, WantedHook } from '../../simulation/gitlab/hooks.ts';
import { placeOf } from './access.ts';
import { pageOf } from './pages.ts';
import { Flag, parametersOf } from './parameters.ts';
import { insufficientScope, refusal } from './refusal.ts';
import { shownHook } from './shown.ts';

const MAINTAINER = 40;
const OWNER = 50;

const Url = v.pipe(v.string(), v.url());
const more = {
  token: v.exactOptional(v.string()),
  job_events: v.exactOptional(Flag),
  push_events: v.exactOptional(Flag),
  enable_ssl_verification: v.exactOptional(Flag),
};
const NewHook = v.object({ url: Url, ...more });
const ChangedHook = v.object({ url: v.exactOptional(Url), ...more });

/** https://docs.gitlab.com/api/project_webhooks/ and https://docs.gitlab.com/api/group_webhooks/ */
export function hookRoutes(gitlab: SimulatedGitLab, kind: HookPlace['kind']): Hono {
  const { hooks } = gitlab;
  const routes = new Hono();
  routes.use(
    createMiddleware(async (_, next) => {
      if (kind === 'Group' && !hooks.hasGroupHooks) throw refusal(404, 'Not Found');
      if (!gitlab.access.scopes.includes('api')) throw insufficientScope('api');
      if (gitlab.access.level < (kind === 'Group' ? OWNER : MAINTAINER)) throw refusal(403, 'Forbidden');
      await next();
    }),
  );
  const hookOf = (c: Context): Hook => {
    const hook = hooks.find(placeOf(gitlab, kind, c), Number(c.req.param('hook')));
    if (hook === undefined) throw refusal(404, 'Not found');
    return hook;
  };
  const shown = (hook: Hook) => shownHook(hook, hooks.isDisabled(hook));

  routes.get('/', (c) => c.json(pageOf(c, hooks.at(placeOf(gitlab, kind, c))).map(shown)));
  routes.post('/', async (c) => {
    const place = placeOf(gitlab, kind, c);
    const { url, ...wanted } = await parametersOf(c, NewHook);
    const usual = { url, jobEvents: false, pushEvents: true, verifiesTls: true };
    return c.json(shown(hooks.add(place, { ...usual, ...wantedOf(wanted) })), 201);
  });
  routes.put('/:hook{[0-9]+}', async (c) => {
    const { url, ...wanted } = await parametersOf(c, ChangedHook);
    return c.json(shown(hooks.change(hookOf(c), { ...(url && { url }), ...wantedOf(wanted) })));
  });
  routes.delete('/:hook{[0-9]+}', (c) => {
    hooks.remove(hookOf(c));
    return c.body(null, 204);
  });
  routes.get('/:hook{[0-9]+}/events', (c) => {
    const deliveries = pageOf(c, hooks.deliveriesOf(hookOf(c)));
    return c.json(
      deliveries.map(({ id, status }) => ({ id, trigger: 'job_events', response_status: status })),
    );
  });
  return routes;
}

type Wanted = Omit<v.InferOutput<typeof ChangedHook>, 'url'>;

function wantedOf({ token, job_events, push_events, enable_ssl_verification }: Wanted): Partial<WantedHook> {
  return {
    ...(token !== undefined && { token }),
    ...(job_events !== undefined && { jobEvents: job_events }),
    ...(push_events !== undefined && { pushEvents: push_events }),
    ...(enable_ssl_verification !== undefined && { verifiesTls: enable_ssl_verification }),
  };
}
