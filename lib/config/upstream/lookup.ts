import type { KeyPath } from '../file/toml.ts';
import { nearest } from '../nearest.ts';
import { Bastionless } from '../schema/bastionless.ts';
import { TABLES } from './keys.ts';
import { isOpen } from './kinds.ts';
import type { RunnerKey } from './runner-key.ts';

/** What is known of a place in config.toml. */
type Found =
  /** `depth`: how much of the path is the key's; the rest is within its value. */
  | { readonly kind: 'Key'; readonly key: RunnerKey; readonly depth: number }
  | { readonly kind: 'Table' }
  /** No GitLab Runner has such a key in that table. `depth`: of an unknown table, all keys are one mistake. */
  | { readonly kind: 'Unknown'; readonly table: string; readonly name: string; readonly depth: number };

/** Looks up a path from the top of the file. */
export function lookUp(path: KeyPath): Found {
  let table = '';
  for (const [index, name] of path.entries()) {
    if (typeof name === 'number') continue;
    const key = TABLES[table]?.[name];
    const inner = innerTable(table, name);
    const isLast = path.slice(index + 1).every((part) => typeof part === 'number');
    if (key !== undefined && (isLast || holdsTheRest(key, inner)))
      return { kind: 'Key', key, depth: index + 1 };
    if (TABLES[inner] === undefined) return { kind: 'Unknown', table, name, depth: index + 1 };
    table = inner;
  }
  return { kind: 'Table' };
}

export const innerTable = (table: string, name: string): string => (table === '' ? name : `${table}.${name}`);

function holdsTheRest(key: RunnerKey, inner: string): boolean {
  return TABLES[inner] === undefined || ('kind' in key && isOpen(key.kind));
}

/** Names of the keys and tables in a table. */
export function namesIn(table: string): string[] {
  const inner = Object.keys(TABLES).filter((path) => path !== '' && innerTable(table, lastOf(path)) === path);
  return [...new Set([...Object.keys(TABLES[table] ?? {}), ...inner.map(lastOf)])];
}

const lastOf = (path: string): string => path.split('.').at(-1) ?? '';

/**
 * What a key may have been meant for that is not known: a name in its table, or one in another. One of another table says
 * more than one that is only near.
 */
export function guess(table: string, name: string): string | undefined {
  const names = namesIn(table);
  return (
    (nearest(name, names, 0) === undefined ? ofAnotherTable(name) : undefined) ??
    nearIn(table, names, name) ??
    nearElsewhere(name)
  );
}

function nearIn(table: string, names: readonly string[], name: string): string | undefined {
  const near = nearest(name, names);
  const meant = near === undefined ? undefined : TABLES[table]?.[near];
  if (meant?.fate === 'misplaced') return meant.instead;
  return near === undefined ? undefined : `did you mean ${near}?`;
}

const OF_RUNNERS = Object.entries(TABLES).filter(([path]) => path.startsWith('runners'));

export function ofAnotherTable(name: string): string | undefined {
  const tables = [...OF_RUNNERS, ['', TABLES[''] ?? {}] as const];
  const [ofRunner] = tables.find(([, keys]) => isRead(keys[name])) ?? [];
  const table = ofRunner ?? (name in Bastionless.entries ? 'runners.bastionless' : undefined);
  return table === undefined ? undefined : `it is a key of ${shownTable(table)}`;
}

/** The key that is read here, and not just passed on, for which another name is plainly a typo. */
export function misspelled(table: string, name: string): string | undefined {
  const near = nearest(name, namesIn(table), name.length < LEAST_FOR_ELSEWHERE ? 1 : 2);
  return near !== undefined && TABLES[table]?.[near]?.fate === 'schema' ? near : undefined;
}

/** A short name is near to many others. */
const LEAST_FOR_ELSEWHERE = 5;

function nearElsewhere(name: string): string | undefined {
  if (name.length < LEAST_FOR_ELSEWHERE) return undefined;
  for (const [path, keys] of OF_RUNNERS) {
    const near = nearest(
      name,
      Object.keys(keys).filter((one) => isRead(keys[one])),
    );
    if (near !== undefined) return `did you mean ${near} of ${shownTable(path)}?`;
  }
  return undefined;
}

const isRead = (key: RunnerKey | undefined): boolean =>
  key !== undefined && key.fate !== 'gone' && key.fate !== 'misplaced';

const LISTS = [
  'runners',
  'runners.docker.services',
  'runners.machine.autoscaling',
  'runners.autoscaler.policy',
];

/** A table as people write it. */
export function shownTable(table: string): string {
  if (table === '') return 'the top of the file';
  return LISTS.includes(table) ? `[[${table}]]` : `[${table}]`;
}
