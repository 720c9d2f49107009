import * as v from 'valibot';
import { GitLabError } from './gitlab-error.ts';
import { type Call, type Request, read } from './request.ts';

const PER_PAGE = 100;

export interface List<S extends v.GenericSchema> {
  /** Below /api/v4, with its query. */
  readonly path: string;
  /** Of one item. */
  readonly schema: S;
  readonly maxPages: number;
}

/**
 * A list, page by page; empty if there is no such thing. Pages shift while things come and go, so an item may come
 * twice or slip through. https://docs.gitlab.com/api/rest/#pagination
 */
export async function* pagesOf<S extends v.GenericSchema>(
  request: Request,
  { path, schema, maxPages }: List<S>,
): AsyncGenerator<v.InferOutput<S>[]> {
  for (let page = 1; page <= maxPages; page += 1) {
    const call: Call = { method: 'GET', path: `${path}&per_page=${PER_PAGE}&page=${page}` };
    const answer = await request(call);
    if (answer === undefined) return;
    yield read(call, v.array(schema), answer.json);
    if (!answer.headers.get('x-next-page')) return;
  }
}

export async function listAll<S extends v.GenericSchema>(
  request: Request,
  list: List<S>,
): Promise<v.InferOutput<S>[]> {
  const all: v.InferOutput<S>[] = [];
  for await (const page of pagesOf(request, list)) all.push(...page);
  return all;
}

/**
 * 403 says that the token's user may not see a project's jobs, and is as 404: one such project must not keep us from
 * the jobs of the others. Unless GitLab says that the token itself may do too little: people must mend that.
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
