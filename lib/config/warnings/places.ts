import type { Settings } from '../settings.ts';
import { type Trap, trap, type Written } from './warning.ts';

const GITLAB_COM = /^https?:\/\/gitlab\.com$/i;
/** Of a project or a group on GitLab.com's plan Free. https://gitlab.com/gitlab-org/gitlab/-/issues/342757 */
const RUNNERS_OF_FREE = 50;

/** Where in GitLab the machines' runners are made, and what GitLab sets to that. */
export function placeTraps({ index, runner }: Written, gitlabUrl: string): Trap[] {
  if (runner?.scope.kind !== 'Instance') return [];
  const message = GITLAB_COM.test(gitlabUrl)
    ? 'neither project nor group is set: no token may make runners for the whole of GitLab.com. Set one of them'
    : 'neither project nor group is set: machines register for the whole GitLab, which takes an administrator’s token';
  const harm = GITLAB_COM.test(gitlabUrl) ? 'broken' : 'differs';
  return [trap(harm, ['runners', index, 'bastionless'], message)];
}

/** Each machine is a runner in GitLab. */
export function planTraps({ gitlabUrl, concurrent }: Settings): Trap[] {
  if (!GITLAB_COM.test(gitlabUrl) || concurrent <= RUNNERS_OF_FREE) return [];
  const message = `is more than the ${RUNNERS_OF_FREE} runners that a project or group may have on GitLab.com’s plan Free: machines beyond them cannot register there`;
  return [trap('differs', ['concurrent'], message)];
}
