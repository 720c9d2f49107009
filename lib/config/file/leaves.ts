import { isTable } from '../upstream/kinds.ts';
import type { KeyPath } from './toml.ts';
import type { TomlTable, TomlValue } from './toml-value.ts';

/** A key and its value. */
export interface Leaf {
  readonly path: KeyPath;
  readonly value: TomlValue;
}

/** All keys of a value. A list is one key, unless it is of tables or of docker-machine's options. */
export function leaves(value: TomlValue, path: KeyPath): Leaf[] {
  if (Array.isArray(value)) {
    const isEachAKey = isOption([...path, 0]) || value.some(isTable);
    return isEachAKey ? value.flatMap((item, index) => leaves(item, [...path, index])) : [{ path, value }];
  }
  if (!isTable(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

const LISTS_OF_OPTIONS = ['MachineOptions', 'MachineOptionsWithName', 'machine_options'];
/** Does an option of docker-machine stand there? */
export const isOption = (path: KeyPath): boolean =>
  typeof path.at(-1) === 'number' && LISTS_OF_OPTIONS.includes(String(path.at(-2)));

/** The tables of `[[runners]]`, whatever else stands there. */
export function runnerTables(config: TomlTable): TomlTable[] {
  const runners = config['runners'];
  return Array.isArray(runners) ? runners.map((entry) => (isTable(entry) ? entry : {})) : [];
}
