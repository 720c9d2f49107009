import type { Settings } from '../../../config/settings.ts';
import { type Finding, ok, warn } from '../../finding.ts';

/** https://docs.gitlab.com/user/gitlab_com/#webhooks */
const FREE =
  'on its plan Free a project or group has 50 runners at most: machines, and a placeholder for each entry of config.toml; ' +
  'a namespace gets 500 webhooks a minute; ' +
  'and there are no group webhooks, and no access tokens but personal ones';

/** What GitLab.com sets to its plan Free. Which plan it is, no token of a project is told. */
export function planFindings({ gitlabUrl, runners }: Settings): Finding[] {
  if (!/^https:\/\/gitlab\.com$/i.test(gitlabUrl)) return [];
  const hasGroup = runners.some(({ scope }) => scope.kind === 'Group');
  if (!hasGroup) return [ok('GitLab.com', FREE)];
  return [
    warn('GitLab.com', FREE, 'On Free give each project a webhook: bastionless webhook add <project> …'),
  ];
}
