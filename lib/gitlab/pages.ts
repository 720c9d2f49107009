import * as v from 'valibot';
import { GitLabError } from './gitlab-error.ts';
import { type Call, type Request, read } from './request.ts';

const PER_PAGE = 100;

interface List<S extends v.GenericSchema> {
  /** Below /api/v4, with its query. */
  readonly path: string;
  /** Of one item. */
  readonly schema: S;
  readonly maxPages: number;
}

/**
 * Reads a list page by page; empty if GitLab has no such list. Pages shift while items come and go, so an item
 * may come twice or be missed.
 * https://docs.gitlab.com/api/rest/#pagination
 */
export async function listAll<S extends v.GenericSchema>(
  request: Request,
  { path, schema, maxPages }: List<S>,
): Promise<v.InferOutput<S>[]> {
  const all: v.InferOutput<S>[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const call: Call = { method: 'GET', path: `${path}&per_page=${PER_PAGE}&page=${page}` };
    const answer = await request(call);
    if (answer === undefined) break;
    all.push(...read(call, v.array(schema), answer.json));
    if (!answer.headers.get('x-next-page')) break;
  }
  return all;
}

/**
 * 403 means that the token's user may not see this project's jobs. It counts as 404, so that one such project
 * does not hide the jobs of all others. If GitLab says that the token's own scope is too small it is an error,
 * because people must mend that.
 */
export function hidingForbidden(request: Request): Request {
  return async (call) => {
    try {
      return await request(call);
    } catch (error) {
      const isHidden =
        error instanceof GitLabError && error.status === 403 && !error.message.includes('insufficient_scope');
      if (isHidden) return undefined;
      throw error;
    }
  };
}
