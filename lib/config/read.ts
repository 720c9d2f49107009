import { readTextFile, shownFile } from './file/text-file.ts';
import { inspect } from './inspect.ts';
import { ConfigError } from './problem.ts';
import type { Settings } from './settings.ts';

/** Throws ConfigError with all that is wrong in the file, or UnreadableFile. */
export function readConfigFile(path: string): Settings {
  return readConfig(readTextFile(path), shownFile(path));
}

/** `file` is what errors call it. Throws ConfigError with all that is wrong. */
export function readConfig(text: string, file: string): Settings {
  const { settings, problems } = inspect(text, file);
  if (settings === undefined) throw new ConfigError(file, problems);
  return settings;
}
