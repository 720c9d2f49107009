import { wholeRunners } from '../../config/entries.ts';
import type { RunnerSettings, Settings } from '../../config/settings.ts';
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

/** The newest gitlab-runner that GitLab fits, if that is older than what some machines download; undefined if GitLab does not tell. */
export async function runnerVersionToSet(
  client: Pick<SetupClient, 'version'>,
  settings: Settings,
): Promise<string | undefined> {
  const gitlab = await client.version().catch(() => undefined);
  return gitlab === undefined || tooNewFor(gitlab, settings).length === 0 ? undefined : fitting(gitlab);
}

function tooNewFor(gitlab: MinorVersion, settings: Settings): RunnerSettings[] {
  return wholeRunners(settings).filter(({ software }) => {
    const runner = minorOf(software.runnerVersion);
    return runner !== undefined && isNewer(runner, gitlab);
  });
}

/** Each minor version of gitlab-runner has a .0. */
const fitting = ({ major, minor }: MinorVersion): string => `${major}.${minor}.0`;

const CHECK = 'gitlab-runner';

/** One finding, or one for each runner of config.toml whose version is too new. */
export function judgeVersions(gitlab: MinorVersion | undefined, settings: Settings): readonly Finding[] {
  if (gitlab === undefined) return [warn(CHECK, 'GitLab does not tell its version')];
  const tooNew = tooNewFor(gitlab, settings);
  const named = `${gitlab.major}.${gitlab.minor}`;
  if (tooNew.length > 0) {
    const todo = `Set runner_version = "${fitting(gitlab)}" in [runners.bastionless], and deploy.`;
    return tooNew.map(({ name, software }) =>
      warn(`${CHECK} of ${name}`, `${software.runnerVersion} is newer than GitLab, which is ${named}`, todo),
    );
  }
  const versions = [...new Set(wholeRunners(settings).map(({ software }) => software.runnerVersion))];
  return [ok(CHECK, `${versions.join(', ')}; GitLab is ${named}`)];
}
