import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What ends a request with GitLab's own words. */
export function refusal(status: ContentfulStatusCode, message: string): HTTPException {
  return new HTTPException(status, { message: `${status} ${message}` });
}

/** The token itself may do too little. */
export function insufficientScope(scope: string): HTTPException {
  const error_description = 'The request requires higher privileges than provided by the access token.';
  const res = Response.json({ error: 'insufficient_scope', error_description, scope }, { status: 403 });
  return new HTTPException(403, { res });
}

/** GitLab answers every error with JSON that has a `message`. https://docs.gitlab.com/api/rest/#status-codes */
export function answerRefusal(error: Error, context: Context): Response {
  if (!(error instanceof HTTPException)) throw error;
  if (error.res !== undefined) return error.res;
  return context.json({ message: error.message }, error.status);
}
