import type { TomlTable } from '../settings.ts';
import { isTable } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** Of a project or a group on GitLab.com's plan Free. https://gitlab.com/gitlab-org/gitlab/-/issues/342757 */
const RUNNERS_OF_FREE = 50;

/** Where in GitLab the machines' runners are made, and what GitLab sets to that. */
export function placeTraps({ index, entry, runner }: Written): Trap[] {
  const { bastionless } = entry;
  const isSaid = isTable(bastionless) && ('project' in bastionless || 'group' in bastionless);
  if (runner?.scope.kind !== 'Instance' || isSaid) return [];
  const at = ['runners', index, 'bastionless'];
  return isGitLabCom(entry)
    ? [
        trap(
          'broken',
          at,
          `${NEITHER}: no token may make runners for the whole of GitLab.com. Set one of them`,
        ),
      ]
    : [
        trap(
          'differs',
          at,
          `${NEITHER}: machines register for the whole GitLab, which takes an administrator’s token`,
        ),
      ];
}

const NEITHER = 'neither project nor group is set';

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
