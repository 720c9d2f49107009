import * as v from 'valibot';
import type { Understood } from './checks/cross-checks.ts';
import { pathOf } from './checks/schema-complaint.ts';
import { runnerTables } from './file/leaves.ts';
import type { KeyPath } from './file/toml.ts';
import type { TomlTable } from './file/toml-value.ts';
import { Runner, type RunnerEntry } from './schema/config.ts';

/** The runners that can be understood, even if something is wrong. */
export function understand(config: TomlTable): Understood[] {
  return runnerTables(config).flatMap((entry, index): Understood[] => {
    const known = understandEntry(entry);
    return known === undefined ? [] : [{ index, entry: known }];
  });
}

/** An entry as its schema reads it, without its wrong keys; undefined if it needs them. */
function understandEntry(entry: TomlTable): RunnerEntry | undefined {
  const first = v.safeParse(Runner, entry);
  if (first.success) return first.output;
  const rest = structuredClone(entry);
  for (const issue of first.issues) drop(rest, pathOf(issue));
  const second = v.safeParse(Runner, rest);
  return second.success ? second.output : undefined;
}

/** Drops a whole list, so that no element moves to another's place. */
function drop(entry: TomlTable, path: KeyPath): void {
  const end = path.findIndex((step, depth) => depth > 0 && typeof step === 'number');
  const [last, ...around] = (end < 0 ? path : path.slice(0, end)).toReversed();
  const holder = around.toReversed().reduce<unknown>((value, step) => (value as TomlTable)?.[step], entry);
  if (typeof holder === 'object' && holder !== null && last !== undefined)
    Reflect.deleteProperty(holder, last);
}
