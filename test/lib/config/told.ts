import { readFileSync } from 'node:fs';
import { type Inspection, inspect } from '../../../lib/config/inspect.ts';

export const fixture = (name: string): string => readFileSync(`test/fixtures/configs/${name}.toml`, 'utf8');

/** A file as people have published them. */
export const inspected = (name: string): Inspection => inspect(fixture(name), `${name}.toml`);

/** What is said of a file, of a runner's keys by their paths in its entry. */
export function toldOf({ problems, warnings }: Pick<Inspection, 'problems' | 'warnings'>) {
  const short = (path: string) => path.replace('runners[0].', '');
  return {
    errors: problems.map(({ path, message }) => `${short(path)}: ${message}`),
    // Most name no type, and the driver's own is a burstable one: a test of its own is about credits.
    warnings: warnings
      .filter(({ path }) => !path.endsWith('cpu_credits'))
      .map(({ path, harm, message }) => `${harm}: ${short(path)}: ${message}`),
  };
}
