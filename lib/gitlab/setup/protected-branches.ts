import * as v from 'valibot';
import { type Call, type Request, read } from '../request.ts';

/** Who may push to a protected branch, or merge into it: by level, or by name. */
interface Allowed {
  readonly access_level?: number | null | undefined;
  readonly user_id?: number | null | undefined;
  readonly group_id?: number | null | undefined;
}

/** A protected branch, or a pattern of them. https://docs.gitlab.com/api/protected_branches/ */
export interface ProtectedBranch {
  readonly name: string;
  readonly allowed: readonly Allowed[];
}

const Allowances = v.array(
  v.object({
    access_level: v.nullish(v.number()),
    user_id: v.nullish(v.number()),
    group_id: v.nullish(v.number()),
  }),
);
const BranchesAnswer = v.array(
  v.object({ name: v.string(), push_access_levels: Allowances, merge_access_levels: Allowances }),
);

/** The first hundred of a project; undefined where GitLab does not show them. */
export async function protectedBranches(
  request: Request,
  projectId: number,
): Promise<readonly ProtectedBranch[] | undefined> {
  const call: Call = { method: 'GET', path: `/projects/${projectId}/protected_branches?per_page=100` };
  const answer = await request(call);
  if (answer === undefined) return undefined;
  return read(call, BranchesAnswer, answer.json).map(({ name, push_access_levels, merge_access_levels }) => ({
    name,
    allowed: [...push_access_levels, ...merge_access_levels],
  }));
}

/**
 * May a user retry and cancel jobs there? GitLab asks for the right to push or to merge. A group that is named may be the
 * user's: that is not looked up, and taken for a yes. https://gitlab.com/gitlab-org/gitlab/-/issues/416897
 */
export function mayRetryOn(
  { allowed }: ProtectedBranch,
  user: { readonly id: number; readonly level: number },
): boolean {
  return allowed.some(({ access_level: level, user_id: id, group_id: group }) => {
    if (id !== null && id !== undefined) return id === user.id;
    if (group !== null && group !== undefined) return true;
    return typeof level === 'number' && level > 0 && user.level >= level;
  });
}
