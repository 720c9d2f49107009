import type { TomlTable, TomlValue } from '../file/toml-value.ts';
import { TABLES } from '../upstream/keys.ts';
import { isTable } from '../upstream/kinds.ts';

/** Tables of an entry that are for the manager, not for a machine. */
const OF_THE_MANAGER = ['runners.machine', 'runners.autoscaler'];

/**
 * The keys of an entry that its machines' own gitlab-runner gets. Also unknown ones: a newer GitLab Runner may know them.
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
