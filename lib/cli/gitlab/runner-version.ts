import { wholeRunners } from '../../config/entries.ts';
import type { Settings } from '../../config/settings.ts';
import type { SetupClient } from '../../gitlab/setup/setup-client.ts';
import { isNewer, type MinorVersion, minorOf } from '../../gitlab/setup/version.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, ok, warn } from '../finding.ts';

/**
 * Is the gitlab-runner that machines download no newer than GitLab? A newer one may ask for what GitLab does not know.
 * https://docs.gitlab.com/runner/#gitlab-runner-versions
 */
export async function runnerVersionFindings(
  client: Pick<SetupClient, 'version'>,
  settings: Settings,
): Promise<readonly Finding[]> {
  try {
    return judgeVersions(await client.version(), settings);
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return [warn(CHECK, `GitLab does not tell its version: ${message}`, todo)];
  }
}

const CHECK = 'gitlab-runner';

/** One finding, or one for each runner of config.toml whose version is too new. */
export function judgeVersions(gitlab: MinorVersion | undefined, settings: Settings): readonly Finding[] {
  if (gitlab === undefined) return [warn(CHECK, 'GitLab does not tell its version')];
  const runners = wholeRunners(settings);
  const tooNew = runners.filter(({ software }) => {
    const runner = minorOf(software.runnerVersion);
    return runner !== undefined && isNewer(runner, gitlab);
  });
  const named = `${gitlab.major}.${gitlab.minor}`;
  if (tooNew.length > 0) {
    // Each minor version of gitlab-runner has a .0.
    const todo = `Set runner_version = "${named}.0" in [runners.bastionless], and deploy.`;
    return tooNew.map(({ name, software }) =>
      warn(`${CHECK} of ${name}`, `${software.runnerVersion} is newer than GitLab, which is ${named}`, todo),
    );
  }
  const versions = [...new Set(runners.map(({ software }) => software.runnerVersion))];
  return [ok(CHECK, `${versions.join(', ')}; GitLab is ${named}`)];
}
