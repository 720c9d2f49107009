import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type * as v from 'valibot';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import { bodyOf, type RestCall, RestRefusal } from '../../simulation/gitlab/rest/call.ts';
import { parametersOf } from '../../simulation/gitlab/rest/parameters.ts';
import { restOf } from '../../simulation/gitlab/rest/rest.ts';

const BASE = '/api/v4';

/** The simulated GitLab's REST API over HTTP. */
export function restRoutes(gitlab: SimulatedGitLab): Hono {
  const rest = restOf(gitlab);
  return new Hono().all('*', async (c) => {
    const { status, json, headers = {} } = rest(await callIn(c));
    if (json === undefined) return c.body(null, status as 204, headers);
    return c.json(json, status as ContentfulStatusCode, headers);
  });
}

/** Ends the request with 400 if its parameters are not right. */
export async function parametersIn<S extends v.GenericSchema>(
  c: Context,
  schema: S,
): Promise<v.InferOutput<S>> {
  return parametersOf(await callIn(c), schema);
}

export async function callIn(c: Context): Promise<RestCall> {
  const { pathname, searchParams } = new URL(c.req.url);
  const body = await contentOf(c);
  return { method: c.req.method, path: pathname.slice(BASE.length), query: searchParams, body };
}

/** Of JSON or a form. */
async function contentOf({ req }: Context): Promise<Readonly<Record<string, unknown>>> {
  const type = req.header('content-type') ?? '';
  if (!type.includes('json')) return req.parseBody();
  const text = await req.text();
  if (text === '') return {};
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new RestRefusal(400, 'Bad request - the body is not JSON');
  }
}

/** GitLab answers every error with JSON. */
export function answerRefusal(error: Error, c: Context): Response {
  if (!(error instanceof RestRefusal)) throw error;
  return c.json(bodyOf(error), error.status as ContentfulStatusCode, error.headers);
}
