import type { TomlTable, TomlValue } from '../file/toml-value.ts';
import { TABLES } from '../upstream/keys.ts';
import { isTable } from '../upstream/kinds.ts';

/**
 * A `[[runners]]` entry whose old keys stand where new versions of GitLab Runner look for them, without keys that no
 * version reads. A key that already stands in the new place stays.
 */
export function modernised(entry: TomlTable): TomlTable {
  const moves = movesIn(entry, []);
  const kept = withoutGone(entry, []);
  return moves.reduce((table, { to, value }) => withValue(table, to, value), kept);
}

interface Move {
  readonly to: readonly string[];
  readonly value: TomlValue;
}

const tableName = (path: readonly string[]): string => ['runners', ...path].join('.');

function movesIn(table: TomlTable, path: readonly string[]): Move[] {
  return Object.entries(table).flatMap(([key, value]) => {
    const known = TABLES[tableName(path)]?.[key];
    if (known?.fate === 'gone') {
      return known.moved === undefined || isUnset(value) ? [] : [{ to: known.moved.split('.'), value }];
    }
    return isTable(value) ? movesIn(value, [...path, key]) : [];
  });
}

function withoutGone(table: TomlTable, path: readonly string[]): TomlTable {
  const kept = Object.entries(table).flatMap(([key, value]): [string, TomlValue][] => {
    const fate = TABLES[tableName(path)]?.[key]?.fate;
    if (fate === 'gone' || fate === 'misplaced') return [];
    return [[key, isTable(value) ? withoutGone(value, [...path, key]) : value]];
  });
  return Object.fromEntries(kept);
}

function withValue(table: TomlTable, [key = '', ...rest]: readonly string[], value: TomlValue): TomlTable {
  const before = table[key];
  if (rest.length === 0) return isUnset(before) ? { ...table, [key]: value } : table;
  return { ...table, [key]: withValue(isTable(before) ? before : {}, rest, value) };
}

const isUnset = (value: TomlValue | undefined): boolean => value === undefined || value === '';
