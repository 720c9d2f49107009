import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as v from 'valibot';
import { MAINTAINER, OWNER } from '../../simulation/gitlab/access.ts';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { Hook, HookPlace, WantedHook } from '../../simulation/gitlab/hooks.ts';
import { InsufficientScope, RestRefusal } from '../../simulation/gitlab/rest/call.ts';
import { type Page, pageOf } from '../../simulation/gitlab/rest/pages.ts';
import { Flag } from '../../simulation/gitlab/rest/parameters.ts';
import { shownHook } from '../../simulation/gitlab/rest/shown.ts';
import { placeOf } from './access.ts';
import { callIn, parametersIn } from './rest.ts';

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
      if (kind === 'Group' && !hooks.hasGroupHooks) throw new RestRefusal(404, 'Not Found');
      if (!gitlab.access.scopes.includes('api')) throw new InsufficientScope('api');
      if (gitlab.access.level < (kind === 'Group' ? OWNER : MAINTAINER))
        throw new RestRefusal(403, 'Forbidden');
      await next();
    }),
  );
  const hookOf = (c: Context): Hook => {
    const hook = hooks.find(placeOf(gitlab, kind, c), Number(c.req.param('hook')));
    if (hook === undefined) throw new RestRefusal(404, 'Not found');
    return hook;
  };
  const shown = (hook: Hook) => shownHook(hook, hooks.isDisabled(hook));

  routes.get('/', async (c) => paged(c, pageOf(await callIn(c), hooks.at(placeOf(gitlab, kind, c))), shown));
  routes.post('/', async (c) => {
    const place = placeOf(gitlab, kind, c);
    const { url, ...wanted } = await parametersIn(c, NewHook);
    const usual = { url, jobEvents: false, pushEvents: true, verifiesTls: true };
    return c.json(shown(hooks.add(place, { ...usual, ...wantedOf(wanted) })), 201);
  });
  routes.put('/:hook{[0-9]+}', async (c) => {
    const { url, ...wanted } = await parametersIn(c, ChangedHook);
    return c.json(shown(hooks.change(hookOf(c), { ...(url && { url }), ...wantedOf(wanted) })));
  });
  routes.delete('/:hook{[0-9]+}', (c) => {
    hooks.remove(hookOf(c));
    return c.body(null, 204);
  });
  routes.get('/:hook{[0-9]+}/events', async (c) =>
    paged(c, pageOf(await callIn(c), hooks.deliveriesOf(hookOf(c))), ({ id, status }) => ({
      ...{ id, trigger: 'job_events', response_status: status },
    })),
  );
  return routes;
}

function paged<T>(c: Context, { items, headers }: Page<T>, show: (item: T) => object): Response {
  return c.json(items.map(show), 200, headers);
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
