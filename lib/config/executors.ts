import type { Complaint } from './checks/complaint.ts';
import type { KeyPath } from './file/toml.ts';
import type { TomlTable, TomlValue } from './file/toml-value.ts';
import { nearest } from './nearest.ts';
import { isTable } from './upstream/kinds.ts';

/** The executors whose runners can move here, each with the table that says what its machines are. */
const TABLE_OF = { 'docker+machine': 'machine', 'docker-autoscaler': 'autoscaler' } as const;
type Executor = keyof typeof TABLE_OF;
const EXECUTORS = Object.keys(TABLE_OF) as Executor[];

export const isOurs = (executor: TomlValue | undefined): boolean => EXECUTORS.includes(executor as Executor);

const EXPECTED = EXECUTORS.map((name) => `"${name}"`).join(' or ');

/**
 * Gives a runner without an executor (a template of `gitlab-runner register`), or with a misspelled one, the executor that
 * its tables show, so that the rest of it is checked too. `complaints` say what to write.
 */
export function withExecutors(config: TomlTable): {
  readonly config: TomlTable;
  readonly complaints: readonly Complaint[];
} {
  const { runners } = config;
  if (!Array.isArray(runners)) return { config, complaints: [] };
  const complaints: Complaint[] = [];
  const assumed = runners.map((entry, index) => {
    const meant = isTable(entry) ? meantBy(entry) : undefined;
    if (!isTable(entry) || meant === undefined) return entry;
    const { executor } = entry;
    const what =
      executor === undefined
        ? `is missing: it must be ${EXPECTED}`
        : `must be ${EXPECTED}: did you mean ${meant}?`;
    complaints.push({ path: ['runners', index, 'executor'], message: what });
    return { ...entry, executor: meant };
  });
  return { config: { ...config, runners: assumed }, complaints };
}

function meantBy(entry: TomlTable): Executor | undefined {
  const { executor } = entry;
  if (isOurs(executor)) return undefined;
  const near = typeof executor === 'string' ? nearest(executor, EXECUTORS) : undefined;
  const candidates = executor === undefined ? EXECUTORS : EXECUTORS.filter((name) => name === near);
  return candidates.find((name) => isTable(entry[TABLE_OF[name]]));
}

/**
 * A config.toml without the tables that its runners' executors do not read: they were left over, and GitLab Runner
 * passes over them.
 */
export function readPart(config: TomlTable): TomlTable {
  const { runners } = config;
  if (!Array.isArray(runners)) return config;
  return { ...config, runners: runners.map((entry) => (isTable(entry) ? readPartOf(entry) : entry)) };
}

function readPartOf(entry: TomlTable): TomlTable {
  const unread = unreadTables(entry);
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !unread.includes(key)));
}

/** Why a key is not read, if it is not. */
export function unreadBecause(config: TomlTable, [top, index, table]: KeyPath): string | undefined {
  const { runners } = config;
  const entry = top === 'runners' && Array.isArray(runners) ? runners[Number(index)] : undefined;
  if (!isTable(entry) || !unreadTables(entry).includes(String(table))) return undefined;
  return `because executor = "${entry['executor']}" does not read this table`;
}

const unreadTables = ({ executor }: TomlTable): string[] =>
  isOurs(executor) ? EXECUTORS.filter((name) => name !== executor).map((name) => TABLE_OF[name]) : [];
