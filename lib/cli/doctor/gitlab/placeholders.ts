import type { Settings } from '../../../config/settings.ts';
import type { ProjectOrGroup } from '../../../gitlab/setup/access.ts';
import type { SetupClient } from '../../../gitlab/setup/setup-client.ts';
import { placeholderOfDescription } from '../../../scaler/state/machines/runner-description.ts';
import { type Finding, ok, warn } from '../../finding.ts';
import { isAt } from '../../gitlab/rights.ts';

/**
 * Is a placeholder of each entry online in GitLab? Without one GitLab fails jobs that wait while there is no machine:
 * `lib/scaler/audit/keep-placeholders.ts`. Until its first audit a deployment has none.
 *
 * @param deploymentName what the deployment is called in GitLab
 */
export async function placeholderFindings(
  client: Pick<SetupClient, 'runnersOf'>,
  place: ProjectOrGroup,
  { runners }: Settings,
  deploymentName: string,
): Promise<readonly Finding[]> {
  const entries = runners.filter(({ scope }) => isAt(scope, place)).map(({ name }) => name);
  const there = await client.runnersOf(place);
  const online = there
    .filter(({ isOff }) => !isOff)
    .map(({ description }) => placeholderOfDescription(description, deploymentName)?.runner);
  const missing = entries.filter((name) => !online.includes(name));
  const check = `placeholders in ${place.path}`;
  if (missing.length === 0) return [ok(check, `online for ${entries.join(', ')}`)];
  return [
    warn(
      check,
      `none is online for ${missing.join(', ')}: GitLab fails jobs that wait for an hour without a machine`,
      'The audit makes them, five minutes after a deployment at the latest; after that, its log says why it could not.',
    ),
  ];
}
