import type { SimulatedGitLab } from '../gitlab.ts';
import type { SimulatedProject } from '../model.ts';
import { type RestCall, RestRefusal } from './call.ts';
import { keysetPageById, type Page, pageOf, perPageOf, positive } from './pages.ts';

const ORDERS = [
  'id',
  'name',
  'path',
  'created_at',
  'updated_at',
  'last_activity_at',
  'star_count',
  'similarity',
];
const SORTS = ['asc', 'desc'];
/** The limit of offsets, `offset_pagination_limit` of a plan. */
const FURTHEST = 50_000;

/**
 * Projects of all of GitLab, or of a group. Only the list of all has pages by the last id, and only in the order of ids; it
 * refuses pages by number that are far away, as GitLab did for years. That of a group heeds neither: it pages by number,
 * whatever it is asked for. `lib/api/groups.rb`, `lib/api/projects.rb` and `pagination_strategies.rb` in GitLab's source.
 */
export function listedProjects(
  gitlab: SimulatedGitLab,
  call: RestCall,
  groupId?: number,
): Page<SimulatedProject> {
  const { query } = call;
  const listed = sorted(gitlab, query).filter(
    (project) => gitlab.maySee(project.id) && (groupId === undefined || project.groupId === groupId),
  );
  if (groupId !== undefined) return pageOf(call, listed);
  if (query.get('pagination') === 'keyset') {
    if (query.get('order_by') !== 'id')
      throw new RestRefusal(405, 'Keyset pagination is not yet available for this type of request');
    return keysetPageById(call, after(listed, query), gitlab.url);
  }
  if (positive(query.get('page'), 1) * perPageOf(call) > FURTHEST)
    throw new RestRefusal(405, `Offset pagination has a maximum allowed offset of ${FURTHEST}`);
  return pageOf(call, after(listed, query));
}

function after(listed: readonly SimulatedProject[], query: URLSearchParams): readonly SimulatedProject[] {
  const least = Number(query.get('id_after') ?? 0);
  return listed.filter(({ id }) => id > least);
}

/** Who comes later has a higher id. */
function sorted({ projects }: SimulatedGitLab, query: URLSearchParams): readonly SimulatedProject[] {
  const order = query.get('order_by') ?? 'created_at';
  const sort = query.get('sort') ?? 'desc';
  if (!ORDERS.includes(order)) throw new RestRefusal(400, 'order_by does not have a valid value');
  if (!SORTS.includes(sort)) throw new RestRefusal(400, 'sort does not have a valid value');
  const rising = order === 'last_activity_at' ? projects.byActivity().toReversed() : projects.byId();
  return sort === 'asc' ? rising : rising.toReversed();
}
