import type { Settings } from '../../../config/settings.ts';
import type { ProjectOrGroup } from '../../../gitlab/setup/access.ts';
import type { SetupClient } from '../../../gitlab/setup/setup-client.ts';
import { type Finding, ok, warn } from '../../finding.ts';
import { isAt } from '../../gitlab/rights.ts';

/**
 * Do GitLab's instance runners take the place's jobs? They are there at once, and a machine of ours is not: GitLab gives a job
 * to whichever runner asks first. https://docs.gitlab.com/ci/runners/runners_scope/#instance-runners
 */
export async function instanceRunnerFindings(
  client: SetupClient,
  place: ProjectOrGroup,
  { runners }: Settings,
): Promise<readonly Finding[]> {
  const check = `instance runners in ${place.path}`;
  const isOn = await client.hasInstanceRunners(place);
  if (isOn === undefined) return [];
  if (!isOn) return [ok(check, 'off: all jobs are ours')];
  const ofPlace = runners.filter(({ scope }) => isAt(scope, place));
  if (!ofPlace.some(({ runUntagged }) => runUntagged))
    return [ok(check, 'on: they take jobs that have none but their tags')];
  return [
    warn(
      check,
      'on: they take untagged jobs before a machine has booted for them, and use up compute minutes',
      'Turn them off there (Settings, CI/CD, Runners), or give jobs a tag, and set run_untagged = false in [runners.bastionless].',
    ),
  ];
}
