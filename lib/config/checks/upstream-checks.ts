import { isOption, leaves } from '../leaves.ts';
import { parseMachineOptions, split } from '../machine-options/parse.ts';
import type { TomlTable } from '../settings.ts';
import { type KeyPath, showPath } from '../toml.ts';
import { kindComplaint } from '../upstream/kinds.ts';
import { lookUp } from '../upstream/lookup.ts';
import type { Complaint } from './complaint.ts';

/** What a machine's gitlab-runner would not start with: keys that are passed on to it, of the wrong kind. */
export function kindComplaints(entry: TomlTable, index: number): Complaint[] {
  const told = new Map<string, Complaint>();
  for (const { path } of leaves(entry, ['runners', index])) {
    for (let depth = 3; depth <= path.length; depth += 1) {
      const complaint = complaintAt(entry, path.slice(0, depth));
      if (complaint !== undefined) told.set(showPath(complaint.path), complaint);
    }
  }
  return [...told.values()];
}

function complaintAt(entry: TomlTable, path: KeyPath): Complaint | undefined {
  const found = lookUp(path);
  if (found.kind !== 'Key' || found.key.fate !== 'passed on' || found.depth !== path.length) return undefined;
  const message = kindComplaint(found.key.kind, valueAt(entry, path.slice(2)));
  return message === undefined ? undefined : { path, message };
}

function valueAt(entry: TomlTable, path: KeyPath) {
  return path.reduce(
    (value: unknown, key) => (value as Record<string | number, unknown>)[key],
    entry,
  ) as TomlTable[string];
}

/** Options of docker-machine that are not to be had. */
export function optionComplaints(entry: TomlTable, index: number): Complaint[] {
  const options = leaves(entry, ['runners', index]).filter(
    ({ path, value }) => isOption(path) && typeof value === 'string',
  );
  const texts = options.map(({ value }) => String(value));
  const { verdicts } = parseMachineOptions(texts);
  return options.flatMap(({ path }, at) => {
    const { verdict, note } = verdicts[at] ?? {};
    if (verdict === 'refused' && note !== undefined) return [{ path, message: note }];
    const isNamed = path.at(-2) === 'MachineOptionsWithName' && texts[at]?.includes('%s');
    return isNamed && split(texts[at] ?? '').flag !== 'amazonec2-tags' ? [{ path, message: ONLY_TAGS }] : [];
  });
}

const ONLY_TAGS =
  'only amazonec2-tags may hold %s here: EC2 launches several machines at once, which have all else in common';
