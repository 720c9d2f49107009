import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { GitLabError } from '../../gitlab/gitlab-error.ts';
import { type Answer, type Call, type Request, read } from '../../gitlab/request.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';

/** A job that ran, as an export has it. */
export interface ProjectJob {
  readonly id: number;
  readonly createdAt: UnixSeconds;
  /** When it began to wait for a runner. */
  readonly queuedAt: UnixSeconds;
  /** Seconds. */
  readonly duration: number;
  readonly tags: readonly string[];
  readonly pipelineId: number;
  readonly stage: string;
  readonly name: string;
}

const Time = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text) / 1000),
  v.finite('must be a time'),
);

/** https://docs.gitlab.com/api/jobs/#list-all-jobs-for-a-project */
const ListedJob = v.object({
  id: v.number(),
  created_at: Time,
  started_at: v.nullish(Time),
  duration: v.nullish(v.number()),
  queued_duration: v.nullish(v.number()),
  tag_list: v.optional(v.array(v.string()), []),
  pipeline: v.object({ id: v.number() }),
  stage: v.string(),
  name: v.string(),
});

const PER_PAGE = 100;
/** GitLab.com answers some hundred calls a minute, and then 429. */
const TRIES = 5;
const WAIT_SECONDS = 15;

interface Listing {
  /** Its id, or its path with namespace. */
  readonly project: string;
  /** Jobs that were created before then are left out. */
  readonly since: UnixSeconds;
  /** Told of each wait for GitLab. */
  readonly tell: (what: string) => void;
  /** How to wait between tries; for tests. */
  readonly wait?: (seconds: number) => Promise<unknown>;
}

/**
 * The project's jobs that ran and have ended, the newest first, page by page, with those that were retried. Throws
 * GitLabError; one that says the project is not there is an Error.
 */
export async function* projectJobs(
  request: Request,
  listing: Listing,
): AsyncGenerator<readonly ProjectJob[]> {
  const base = `/projects/${encodeURIComponent(listing.project)}/jobs`;
  const query = `include_retried=true&pagination=keyset&order_by=id&sort=desc&per_page=${PER_PAGE}`;
  for (let next: string | undefined = query; next !== undefined; ) {
    const call: Call = { method: 'GET', path: `${base}?${next}` };
    const answer = await patiently(request, call, listing);
    if (answer === undefined) throw new Error(notThere(listing.project));
    const listed = read(call, v.array(ListedJob), answer.json);
    const recent = listed.filter(({ created_at }) => created_at >= listing.since);
    yield recent.flatMap(ranJob);
    next = recent.length < listed.length || listed.length === 0 ? undefined : nextPage(answer.headers, next);
  }
}

function notThere(project: string): string {
  return `GitLab has no project ${project}, or does not show it to this token: it needs the scope read_api, and its user to be a member`;
}

/** Where GitLab asks for patience, or fails for the moment, the call is made again. */
async function patiently(
  request: Request,
  call: Call,
  { tell, wait = (seconds) => pause(seconds * 1000) }: Listing,
): Promise<Answer | undefined> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await request(call);
    } catch (error) {
      const status = error instanceof GitLabError ? error.status : undefined;
      const isPassing = status === 429 || (status !== undefined && status >= 500);
      if (!isPassing || tries === TRIES) throw error;
      tell(`GitLab answered ${status}: asked again in ${WAIT_SECONDS * tries} s`);
      await wait(WAIT_SECONDS * tries);
    }
  }
}

/** A job that never began to run, or has not ended, has no duration. */
function ranJob(job: v.InferOutput<typeof ListedJob>): ProjectJob[] {
  const { id, created_at, started_at, duration, queued_duration, tag_list, pipeline, stage, name } = job;
  if (started_at == null || duration == null) return [];
  return [
    {
      ...{ id, duration, tags: tag_list, pipelineId: pipeline.id, stage, name },
      createdAt: created_at,
      queuedAt: started_at - (queued_duration ?? 0),
    },
  ];
}

/**
 * By the header Link, as keyset pagination has it, or by x-next-page of an older GitLab. Only the query is taken from
 * it: the token goes nowhere but where it went before. https://docs.gitlab.com/api/rest/#pagination
 */
function nextPage(headers: Pick<Headers, 'get'>, query: string): string | undefined {
  const link = /<([^>]*)>;\s*rel="?next"?/.exec(headers.get('link') ?? '')?.[1];
  if (link !== undefined) return new URL(link).search.slice(1);
  const page = headers.get('x-next-page');
  if (!page) return undefined;
  const parameters = new URLSearchParams(query);
  parameters.delete('pagination');
  parameters.set('page', page);
  return parameters.toString();
}
