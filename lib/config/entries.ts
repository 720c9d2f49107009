import type { RunnerSettings, Settings } from './settings.ts';

/** The runner of each `[[runners]]` entry, in the order of the file, without its sizes. */
export function wholeRunners({ runners }: Pick<Settings, 'runners'>): RunnerSettings[] {
  return runners.filter(({ name, entry }) => name === entry.name);
}
