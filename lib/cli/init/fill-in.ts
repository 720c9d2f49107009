import { writeFileSync } from 'node:fs';
import { wholeRunners } from '../../config/entries.ts';
import { runnerTables } from '../../config/file/leaves.ts';
import { INPUT, readTextFile } from '../../config/file/text-file.ts';
import { inspect } from '../../config/inspect.ts';
import { filledIn, type LeftOut } from '../../config/mend/fill-in.ts';
import type { Settings } from '../../config/settings.ts';
import { isTable } from '../../config/upstream/kinds.ts';
import type { ProjectOrGroup } from '../../gitlab/setup/access.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, ok, warn } from '../finding.ts';
import { checkWritable } from '../terminal/output-file.ts';

/** What init has found out that a config.toml does not say. */
export interface Known {
  /** Whose jobs the machines are for, if the person said so and not the file. */
  readonly place?: ProjectOrGroup;
  /** Of the newest gitlab-runner that GitLab fits, where that is older than the default. */
  readonly runnerVersion?: string;
}

/** The keys to write into `[runners.bastionless]` of a file: none that is there already, whatever it says. */
export function leftOutOf(settings: Settings, config: string, { place, runnerVersion }: Known): LeftOut[] {
  if (config === INPUT) return [];
  const written = runnerTables(inspect(readTextFile(config), config).document.value);
  return wholeRunners(settings).flatMap(({ scope }, runner): LeftOut[] => {
    const own = written[runner]?.['bastionless'];
    const isVersionSaid = isTable(own) && own['runner_version'] !== undefined;
    return [
      ...(place !== undefined && scope.kind === 'Instance'
        ? [{ runner, key: place.kind.toLowerCase(), value: place.id }]
        : []),
      ...(runnerVersion !== undefined && !isVersionSaid
        ? [{ runner, key: 'runner_version', value: runnerVersion }]
        : []),
    ];
  });
}

/** As people read them, each once. */
export const shownKeys = (leftOut: readonly LeftOut[]): string =>
  [...new Set(leftOut.map(({ key, value }) => `${key} = ${JSON.stringify(value)}`))].join(', ');

/** Writes them, and says so; or why it could not. */
export function fillIn(config: string, leftOut: readonly LeftOut[]): readonly Finding[] {
  if (leftOut.length === 0) return [];
  try {
    checkWritable(config);
    const text = readTextFile(config);
    const filled = leftOut.reduce(filledIn, text.replaceAll('\r\n', '\n'));
    writeFileSync(config, text.includes('\r\n') ? filled.replaceAll('\n', '\r\n') : filled);
    return [ok('config.toml', `${shownKeys(leftOut)} written into [runners.bastionless]`)];
  } catch (error) {
    return [warn('config.toml', `${shownKeys(leftOut)} is not written: ${troubleOf(error).message}`)];
  }
}
