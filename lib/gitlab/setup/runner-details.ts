import * as v from 'valibot';
import type { RunnerSettings } from '../../config/settings.ts';
import { GitLabError } from '../gitlab-error.ts';
import { type Call, type Request, read } from '../request.ts';

/** What a runner is in GitLab, as far as config.toml says it of the machines' runners. */
export type RunnerDetails = Pick<RunnerSettings, 'tags' | 'runUntagged' | 'inGitLab'>;

const Details = v.object({
  tag_list: v.optional(v.array(v.string()), []),
  run_untagged: v.optional(v.boolean(), true),
  locked: v.optional(v.boolean(), false),
  access_level: v.optional(v.string(), 'not_protected'),
  maximum_timeout: v.nullish(v.number()),
  maintenance_note: v.nullish(v.string()),
});

/** Undefined if there is no such runner. https://docs.gitlab.com/api/runners/#get-runners-details */
export async function runnerDetails(request: Request, id: number): Promise<RunnerDetails | undefined> {
  const call: Call = { method: 'GET', path: `/runners/${id}` };
  const answer = await request(call);
  if (answer === undefined) return undefined;
  const { tag_list, run_untagged, locked, access_level, maximum_timeout, maintenance_note } = read(
    call,
    Details,
    answer.json,
  );
  return {
    tags: tag_list,
    runUntagged: run_untagged,
    inGitLab: {
      isProtected: access_level === 'ref_protected',
      isLocked: locked,
      ...(maximum_timeout ? { maximumTimeout: maximum_timeout } : {}),
      ...(maintenance_note ? { maintenanceNote: maintenance_note } : {}),
    },
  };
}

const Verified = v.object({ id: v.number() });
const FORBIDDEN = 403;

/** The runner that a token of config.toml is of; undefined if GitLab knows it no more. https://docs.gitlab.com/api/runners/ */
export async function runnerIdOf(request: Request, token: string): Promise<number | undefined> {
  const call: Call = { method: 'POST', path: '/runners/verify', body: { token } };
  try {
    const answer = await request(call);
    return answer === undefined ? undefined : read(call, Verified, answer.json).id;
  } catch (error) {
    if (error instanceof GitLabError && error.status === FORBIDDEN) return undefined;
    throw error;
  }
}
