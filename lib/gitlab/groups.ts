import * as v from 'valibot';
import { type Call, type Request, read } from './request.ts';

const Group = v.object({ full_path: v.string(), web_url: v.string() });

/**
 * A group's own page is at `…/groups/acme/web`, those of its projects, and of its subgroups' projects, below `…/acme/web/`.
 * https://docs.gitlab.com/api/groups/#retrieve-a-group
 */
export async function groupAddress(request: Request, groupId: number): Promise<string | undefined> {
  const call: Call = { method: 'GET', path: `/groups/${groupId}?with_projects=false` };
  const answer = await request(call);
  if (answer === undefined) return undefined;
  const { full_path, web_url } = read(call, Group, answer.json);
  const end = `/groups/${full_path}`;
  return web_url.endsWith(end) ? `${web_url.slice(0, -end.length)}/${full_path}/` : undefined;
}
