import { isOption, leaves } from '../file/leaves.ts';
import type { KeyPath } from '../file/toml.ts';
import type { TomlTable } from '../file/toml-value.ts';
import { type OptionVerdict, parseMachineOptions } from './parse.ts';

/** One of docker-machine's options in an entry, and what becomes of it. */
export interface WrittenOption extends OptionVerdict {
  /** From the top of the file. */
  readonly path: KeyPath;
  readonly text: string;
}

/** All options of an entry, read together: if one is set twice, the last one counts. */
export function writtenOptions(entry: TomlTable, index: number): WrittenOption[] {
  const options = leaves(entry, ['runners', index]).flatMap(({ path, value }) =>
    isOption(path) && typeof value === 'string' ? [{ path, text: value }] : [],
  );
  const { verdicts } = parseMachineOptions(options.map(({ text }) => text));
  return options.flatMap((option, at) => {
    const verdict = verdicts[at];
    return verdict === undefined ? [] : [{ ...option, ...verdict }];
  });
}
