import { leaves } from '../file/leaves.ts';
import type { KeyPath } from '../file/toml.ts';
import type { TomlTable, TomlValue } from '../file/toml-value.ts';
import { split } from '../machine-options/parse.ts';
import { writtenOptions } from '../machine-options/written.ts';
import { isTable, kindComplaint } from '../upstream/kinds.ts';
import { lookUp, misspelled, shownTable } from '../upstream/lookup.ts';
import type { Complaint } from './complaint.ts';

/** Keys that are passed on to machines and are of the wrong kind: gitlab-runner would not start with them. */
export function kindComplaints(entry: TomlTable, index: number): Complaint[] {
  return complaintsIn(entry, ['runners', index]);
}

/** The same of the keys above all runners. */
export function topComplaints({ runners: _, ...others }: TomlTable): Complaint[] {
  return complaintsIn(others, []);
}

function complaintsIn(value: TomlValue, path: KeyPath): Complaint[] {
  const complaint = complaintAbout(value, path);
  if (complaint !== undefined) return [{ path, message: complaint }];
  if (Array.isArray(value)) return value.flatMap((item, at) => complaintsIn(item, [...path, at]));
  if (!isTable(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => complaintsIn(inner, [...path, key]));
}

function complaintAbout(value: TomlValue, path: KeyPath): string | undefined {
  const found = lookUp(path);
  if (found.kind !== 'Key' || found.depth !== path.length) return undefined;
  const { key } = found;
  if (key.fate === 'gone' && key.moved !== undefined)
    return complaintAbout(value, [...path.slice(0, 2), ...key.moved.split('.')]);
  return key.fate === 'passed on' ? kindComplaint(key.kind, value) : undefined;
}

/**
 * Keys that would bound machines, or ask for them, were it not for a typo. GitLab Runner ignores them in silence: there
 * they did nothing, and their author believes that they have an effect.
 */
export function misspelledComplaints(config: TomlTable): Complaint[] {
  return leaves(config, []).flatMap(({ path }) => {
    const found = lookUp(path);
    const meant = found.kind === 'Unknown' ? misspelled(found.table, found.name) : undefined;
    if (found.kind !== 'Unknown' || meant === undefined) return [];
    const message = `is not a key of ${shownTable(found.table)} and would have no effect: did you mean ${meant}?`;
    return [{ path: path.slice(0, found.depth), message }];
  });
}

/** Something else where a table must be: `cache = true`, or `[[runners.docker]]` for `[runners.docker]`. */
export function tableComplaints(entry: TomlTable, index: number): Complaint[] {
  return misshapenIn(entry, ['runners', index]);
}

function misshapenIn(table: TomlTable, path: KeyPath): Complaint[] {
  return Object.entries(table).flatMap(([key, value]) => {
    const inner = [...path, key];
    if (isTable(value)) return misshapenIn(value, inner);
    const shown = tableAt(inner);
    return shown === undefined ? [] : [{ path: inner, message: `must be a table: ${shown}` }];
  });
}

function tableAt(path: KeyPath): string | undefined {
  const isOurs = path.length === 3 && path[2] === 'bastionless';
  if (!isOurs && lookUp(path).kind !== 'Table') return undefined;
  return shownTable(path.filter((part) => typeof part === 'string').join('.'));
}

/** Options of docker-machine that we refuse. */
export function optionComplaints(entry: TomlTable, index: number): Complaint[] {
  return writtenOptions(entry, index).flatMap(({ path, text, verdict, note }) => {
    if (verdict === 'refused') return [{ path, message: note }];
    const isNamed = path.at(-2) === 'MachineOptionsWithName' && text.includes('%s');
    return isNamed && split(text).flag !== 'amazonec2-tags' ? [{ path, message: ONLY_TAGS }] : [];
  });
}

const ONLY_TAGS =
  'only amazonec2-tags may hold %s here: EC2 launches several machines at once, which have all else in common';
