import type { Complaint } from '../checks/complaint.ts';
import { Config } from '../schema/config.ts';
import { type AnySchema, keysOf, schemaAt } from '../schema/key-text.ts';
import { TABLES } from '../upstream/keys.ts';
import { isOpen, isTable } from '../upstream/kinds.ts';
import { innerTable, namesIn } from '../upstream/lookup.ts';
import { type KeyPath, showPath, type TomlDocument } from './toml.ts';
import type { TomlTable, TomlValue } from './toml-value.ts';

/** A document whose known keys are spelled as in GitLab Runner's documentation. */
interface Spelled {
  readonly document: TomlDocument;
  /** Keys that stand there in two spellings: GitLab Runner takes one of them at random. */
  readonly complaints: readonly Complaint[];
}

/** Keys match in upper and lower case, as in GitLab Runner. The paths of the complaints are in the known spelling. */
export function spelled(document: TomlDocument): Spelled {
  const speller = new Speller();
  const value = speller.table(document.value, { table: '', path: [], written: [] });
  return {
    document: { ...document, value, lineOf: (path) => document.lineOf(speller.asWritten(path)) },
    complaints: speller.complaints,
  };
}

interface Place {
  readonly table: string;
  readonly path: KeyPath;
  readonly written: KeyPath;
}

class Speller {
  readonly complaints: Complaint[] = [];
  readonly #written = new Map<string, KeyPath>();

  table(value: TomlTable, place: Place): TomlTable {
    const taken = new Map<string, string>();
    const entries: [string, TomlValue][] = [];
    for (const [key, inner] of Object.entries(value)) {
      const name = knownName(place.table, key);
      const path = [...place.path, name];
      const other = taken.get(name);
      if (other !== undefined) {
        this.complaints.push({
          path,
          message: `is set twice, as ${other} and ${key}: GitLab Runner takes one at random. Keep one`,
        });
        continue;
      }
      taken.set(name, key);
      const written = [...place.written, key];
      this.#written.set(showPath(path), written);
      entries.push([name, this.#value(inner, { table: innerTable(place.table, name), path, written })]);
    }
    return Object.fromEntries(entries);
  }

  asWritten(path: KeyPath): KeyPath {
    for (let length = path.length; length > 0; length -= 1) {
      const written = this.#written.get(showPath(path.slice(0, length)));
      if (written !== undefined) return [...written, ...path.slice(length)];
    }
    return path;
  }

  #value(value: TomlValue, place: Place): TomlValue {
    if (isTable(value)) return isOfUsersKeys(place) ? value : this.table(value, place);
    if (!Array.isArray(value)) return value;
    return value.map((item, index) =>
      this.#value(item, {
        ...place,
        path: [...place.path, index],
        written: [...place.written, index],
      }),
    );
  }
}

/** Does the table hold keys of the user's own choice? */
function isOfUsersKeys({ table, path }: Place): boolean {
  const [name = '', ...around] = table.split('.').toReversed();
  const key = TABLES[around.toReversed().join('.')]?.[name];
  return (key !== undefined && 'kind' in key && isOpen(key.kind)) || path.at(-1) === 'docker_daemon';
}

function knownName(table: string, key: string): string {
  const names = [...namesIn(table), ...ownNames(table)];
  if (names.includes(key)) return key;
  return names.find((name) => name.toLowerCase() === key.toLowerCase()) ?? key;
}

/** Of `[runners.bastionless]` and its tables. */
function ownNames(table: string): string[] {
  if (!/^runners\.bastionless(\.|$)/.test(table)) return [];
  const path = table.split('.').flatMap((name) => (name === 'runners' ? [name, 0] : [name]));
  return keysOf(schemaAt(Config as unknown as AnySchema, path));
}
