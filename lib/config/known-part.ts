import * as v from 'valibot';
import { pathOf } from './checks/schema-complaint.ts';
import type { KeyPath } from './file/toml.ts';
import type { TomlTable } from './file/toml-value.ts';
import { Config, type ConfigEntries } from './schema/config.ts';

/** What a config.toml's schema makes of it. */
interface KnownPart {
  /** Without the keys that it does not know. */
  readonly config: TomlTable;
  readonly issues: readonly v.BaseIssue<unknown>[];
  /** None while there are issues. */
  readonly output?: ConfigEntries;
}

/** valibot tells of one unknown key of a table at a time: the others show once that is gone. */
export function knownPart(config: TomlTable): KnownPart {
  const { success, issues = [], output } = v.safeParse(Config, config, { abortPipeEarly: true });
  if (success) return { config, issues: [], output };
  const unknown = issues.filter(({ expected }) => expected === 'never');
  if (unknown.length === 0) return { config, issues };
  const rest = knownPart(without(config, unknown.map(pathOf)));
  return { config: rest.config, issues: [...unknown, ...rest.issues] };
}

function without(config: TomlTable, keys: readonly KeyPath[]): TomlTable {
  const rest = structuredClone(config);
  for (const key of keys) {
    const table = key.slice(0, -1).reduce<unknown>((value, step) => (value as TomlTable)[step], rest);
    Reflect.deleteProperty(table as TomlTable, key.at(-1) ?? '');
  }
  return rest;
}
