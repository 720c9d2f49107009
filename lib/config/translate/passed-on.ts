import type { TomlTable, TomlValue } from '../file/toml-value.ts';
import { TABLES } from '../upstream/keys.ts';
import { isTable } from '../upstream/kinds.ts';

/** Tables of an entry that rule many machines, and so are none's. */
const OF_THE_MANAGER = ['runners.machine', 'runners.autoscaler'];

/**
 * The keys of an entry that its machines' own gitlab-runner is given. Also what is not known here: a newer GitLab Runner
 * may know it.
 */
export function passedOn(table: TomlTable, name = 'runners'): TomlTable {
  const kept = Object.entries(table).flatMap(([key, value]): [string, TomlValue][] => {
    const fate = TABLES[name]?.[key]?.fate ?? 'passed on';
    const inner = `${name}.${key}`;
    if (fate !== 'passed on' || OF_THE_MANAGER.includes(inner)) return [];
    return [[key, isTable(value) && TABLES[inner] !== undefined ? passedOn(value, inner) : value]];
  });
  return Object.fromEntries(kept);
}
