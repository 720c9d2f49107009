import { wholeRunners } from '../../config/entries.ts';
import { runnerTables } from '../../config/file/leaves.ts';
import { readTextFile } from '../../config/file/text-file.ts';
import { inspect } from '../../config/inspect.ts';
import type { RunnerSettings, Settings } from '../../config/settings.ts';
import type { RunnerDetails } from '../../gitlab/setup/runner-details.ts';
import type { SetupClient } from '../../gitlab/setup/setup-client.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, ok, warn } from '../finding.ts';

/**
 * What the runners were in GitLab that the bastion had: those that the tokens of config.toml are of, or the one that is
 * named. What was set there and is not said in config.toml would be lost.
 */
export async function earlierRunners(
  client: SetupClient,
  settings: Settings,
  { config, runner: named }: { readonly config: string; readonly runner?: number },
): Promise<Finding[]> {
  const tokens = runnerTables(inspect(readTextFile(config), config).document.value).map(({ token }) => token);
  const findings: Finding[] = [];
  for (const [index, runner] of wholeRunners(settings).entries()) {
    try {
      const token = tokens[index];
      const id =
        named ?? (typeof token === 'string' && token !== '' ? await client.runnerIdOf(token) : undefined);
      const earlier = id === undefined ? undefined : await client.runnerDetails(id);
      if (earlier !== undefined) findings.push(findingOf(runner, earlier));
    } catch (error) {
      findings.push(
        warn(`runner ${runner.name}`, `its settings in GitLab cannot be read: ${troubleOf(error).message}`),
      );
    }
  }
  return findings;
}

function findingOf(runner: RunnerSettings, earlier: RunnerDetails): Finding {
  const lines = differences(runner, earlier);
  const check = `runner ${runner.name}`;
  if (lines.length === 0) return ok(check, 'config.toml says what it is in GitLab');
  return warn(
    check,
    `in GitLab it has ${lines.join(', ')}`,
    'Say so in [runners.bastionless], if it is to stay so',
  );
}

/** As lines of `[runners.bastionless]`: what the earlier runner had, and the machines' runners will not. */
function differences(runner: RunnerDetails, earlier: RunnerDetails): string[] {
  const { isProtected, maximumTimeout, maintenanceNote } = earlier.inGitLab;
  const sorted = (tags: readonly string[]) => JSON.stringify(tags.toSorted());
  const found: (readonly [isOther: boolean, line: string])[] = [
    [isProtected && !runner.inGitLab.isProtected, 'access_level = "ref_protected"'],
    [sorted(earlier.tags) !== sorted(runner.tags), `tags = ${JSON.stringify(earlier.tags)}`],
    [earlier.runUntagged !== runner.runUntagged, `run_untagged = ${earlier.runUntagged}`],
    [maximumTimeout !== runner.inGitLab.maximumTimeout, `maximum_timeout = ${maximumTimeout ?? 'none'}`],
    [
      maintenanceNote !== undefined && maintenanceNote !== runner.inGitLab.maintenanceNote,
      `maintenance_note = ${JSON.stringify(maintenanceNote)}`,
    ],
  ];
  return found.flatMap(([isOther, line]) => (isOther ? [line] : []));
}
