import * as v from 'valibot';
import { GitLabError } from '../gitlab-error.ts';
import { type Call, type Request, read } from '../request.ts';

/** The access token itself, as far as it matters to us. */
export interface AccessToken {
  readonly name: string;
  readonly userId: number;
  readonly scopes: readonly string[];
  readonly isActive: boolean;
  /** The day on which it ends, `2027-01-31`; none if it does not. */
  readonly expiresOn?: string;
}

/** A project or a group: where runners belong, and hooks. */
export interface ProjectOrGroup {
  readonly kind: 'Project' | 'Group';
  readonly id: number;
  /** `acme/shop` */
  readonly path: string;
}

/** https://docs.gitlab.com/api/access_requests/#valid-access-levels */
export const MAINTAINER = 40;
export const OWNER = 50;

const Id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const TokenAnswer = v.object({
  name: v.string(),
  user_id: Id,
  scopes: v.array(v.string()),
  active: v.boolean(),
  expires_at: v.nullish(v.string()),
});
const UserAnswer = v.object({ username: v.string(), is_admin: v.optional(v.boolean(), false) });
const MemberAnswer = v.object({ access_level: v.number() });
const ProjectAnswer = v.object({ id: Id, path_with_namespace: v.string() });
const GroupAnswer = v.object({ id: Id, full_path: v.string() });

/** Every scope may ask this. https://docs.gitlab.com/api/personal_access_tokens/#self-inform */
export async function accessToken(request: Request): Promise<AccessToken> {
  const call: Call = { method: 'GET', path: '/personal_access_tokens/self' };
  const { name, user_id, scopes, active, expires_at } = read(
    call,
    TokenAnswer,
    await answerOf(request, call),
  );
  return { name, userId: user_id, scopes, isActive: active, ...(expires_at && { expiresOn: expires_at }) };
}

/** Only to an administrator GitLab says that it is one. https://docs.gitlab.com/api/users/#retrieve-the-current-user */
export async function isAdministrator(request: Request): Promise<boolean> {
  const call: Call = { method: 'GET', path: '/user' };
  return read(call, UserAnswer, await answerOf(request, call)).is_admin;
}

/** By id or path; undefined if GitLab has none, or does not show it to us. */
export async function findPlace(
  request: Request,
  kind: ProjectOrGroup['kind'],
  named: string,
): Promise<ProjectOrGroup | undefined> {
  const call: Call = { method: 'GET', path: placePath({ kind, id: named }) };
  const answer = await request(call);
  if (answer === undefined) return undefined;
  if (kind === 'Group') {
    const { id, full_path } = read(call, GroupAnswer, answer.json);
    return { kind, id, path: full_path };
  }
  const { id, path_with_namespace } = read(call, ProjectAnswer, answer.json);
  return { kind, id, path: path_with_namespace };
}

/** With what it has through groups; 0 if it is no member. https://docs.gitlab.com/api/members/ */
export async function accessLevel(request: Request, place: ProjectOrGroup, userId: number): Promise<number> {
  const call: Call = { method: 'GET', path: `${placePath(place)}/members/all/${userId}` };
  const answer = await request(call);
  return answer === undefined ? 0 : read(call, MemberAnswer, answer.json).access_level;
}

export function placePath({
  kind,
  id,
}: {
  readonly kind: ProjectOrGroup['kind'];
  readonly id: number | string;
}): string {
  return `/${kind === 'Project' ? 'projects' : 'groups'}/${encodeURIComponent(id)}`;
}

async function answerOf(request: Request, call: Call): Promise<unknown> {
  const answer = await request(call);
  if (answer === undefined) throw new GitLabError(call, 404, 'is the url that of GitLab?');
  return answer.json;
}
