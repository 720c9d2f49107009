import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What ends a request with GitLab's own words. */
export function refusal(status: ContentfulStatusCode, message: string): HTTPException {
  return new HTTPException(status, { message: `${status} ${message}` });
}

/** GitLab answers every error with JSON that has a `message`. https://docs.gitlab.com/api/rest/#status-codes */
export function answerRefusal(error: Error, context: Context): Response {
  if (!(error instanceof HTTPException)) throw error;
  return context.json({ message: error.message }, error.status);
}
