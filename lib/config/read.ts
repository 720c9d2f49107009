import { readTextFile, shownFile } from './file/text-file.ts';
import type { TomlDocument } from './file/toml.ts';
import { inspect } from './inspect.ts';
import { ConfigError } from './problem.ts';
import type { Settings } from './settings.ts';

/** Throws ConfigError with all that is wrong in the file, or UnreadableFile. */
export function readConfigFile(path: string): Settings {
  return readConfig(readTextFile(path), shownFile(path));
}

/** `file` is what errors call it. Throws ConfigError with all that is wrong. */
export function readConfig(text: string, file: string): Settings {
  return readWhole(text, file).settings;
}

/** With all that is written, of which the settings are a part. Throws ConfigError with all that is wrong. */
export function readWhole(text: string, file: string): { settings: Settings; document: TomlDocument } {
  const { settings, document, problems } = inspect(text, file);
  if (settings === undefined) throw new ConfigError(file, problems);
  return { settings, document };
}
