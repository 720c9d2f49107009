import type { TomlTable } from '../file/toml-value.ts';
import { tableAt } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** Of a project or a group on GitLab.com's plan Free. https://gitlab.com/gitlab-org/gitlab/-/issues/342757 */
const RUNNERS_OF_FREE = 50;

/** Where in GitLab the machines' runners are made, and GitLab's limits there. */
export function placeTraps({ index, entry, runner }: Written): Trap[] {
  const keys = tableAt(entry, 'bastionless');
  const isSaid = 'project' in keys || 'group' in keys;
  if (runner?.scope.kind !== 'Instance' || isSaid) return [];
  const at = ['runners', index, 'bastionless'];
  const [harm, why] = isGitLabCom(entry) ? OF_GITLAB_COM : OF_OTHERS;
  return [trap(harm, at, `neither project nor group is set: ${why}`)];
}

const OF_GITLAB_COM = [
  'broken',
  'no token may make runners for the whole of GitLab.com. Set one of them',
] as const;
const OF_OTHERS = [
  'differs',
  'machines register for the whole GitLab, which takes an administrator’s token',
] as const;

/** Each machine is a runner in GitLab. */
export function planTraps({ concurrent }: TomlTable, runners: readonly Written[]): Trap[] {
  const fewest = Math.min(...runners.map(({ runner }) => runner?.machine.places ?? 1));
  const isBeyond = typeof concurrent === 'number' && concurrent / fewest > RUNNERS_OF_FREE;
  if (!isBeyond || !runners.some(({ entry }) => isGitLabCom(entry))) return [];
  const message = `is more than the ${RUNNERS_OF_FREE} runners that a project or group may have on GitLab.com’s plan Free: machines beyond them cannot register there`;
  return [trap('differs', ['concurrent'], message)];
}

const isGitLabCom = ({ url }: TomlTable): boolean =>
  typeof url === 'string' && /^https?:\/\/gitlab\.com\/*(ci\/*)?$/i.test(url);
