import * as v from 'valibot';
import { type Call, type Request, read } from '../request.ts';
import { type ProjectOrGroup, placePath } from './access.ts';

const ProjectAnswer = v.object({ shared_runners_enabled: v.nullish(v.boolean()) });
const GroupAnswer = v.object({ shared_runners_setting: v.nullish(v.string()) });

/**
 * May a project's jobs run on GitLab's instance runners, or those of a group's projects? Undefined where GitLab does not say.
 * https://docs.gitlab.com/api/projects/#retrieve-a-project, https://docs.gitlab.com/api/groups/#retrieve-a-group
 */
export async function hasInstanceRunners(
  request: Request,
  place: ProjectOrGroup,
): Promise<boolean | undefined> {
  const call: Call = { method: 'GET', path: placePath(place) };
  const answer = await request(call);
  if (answer === undefined) return undefined;
  if (place.kind === 'Project')
    return read(call, ProjectAnswer, answer.json).shared_runners_enabled ?? undefined;
  const { shared_runners_setting: setting } = read(call, GroupAnswer, answer.json);
  // Where it may be overridden, a project of the group may have switched them on.
  return setting == null ? undefined : setting !== 'disabled_and_unoverridable';
}
