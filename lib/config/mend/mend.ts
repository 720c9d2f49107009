import type { Inspection } from '../inspect.ts';
import { inspect } from '../inspect.ts';
import { nearest } from '../nearest.ts';
import { ConfigError, type Problem } from '../problem.ts';
import { TABLES } from '../upstream/keys.ts';
import { kindComplaint } from '../upstream/kinds.ts';
import { namesIn } from '../upstream/lookup.ts';
import { inserted, replaced, without } from './edits.ts';
import { type Place, type Places, placesIn } from './places.ts';

export interface Mended {
  readonly text: string;
  /** What was changed, by line of the text as it was then. */
  readonly done: readonly Problem[];
}

interface Mend {
  readonly text: string;
  readonly said: string;
}

/** One thing to mend in a text, and what is known around it. */
interface Case {
  readonly text: string;
  readonly path: string;
  readonly message: string;
  readonly place: Place;
  readonly places: Places;
}

/** A bound in case a mend makes what another one unmakes. */
const MOST_MENDS = 500;

/**
 * What can be mended of a config.toml without asking: keys that may not be there, that moved, that were misspelled or set
 * twice. Comments and all else stay as they are. Throws ConfigError if it is not TOML.
 */
export function mended(text: string, file: string): Mended {
  const done: Problem[] = [];
  const left = new Set<string>();
  let now = text;
  for (let count = 0; count < MOST_MENDS; count += 1) {
    const next = nextMend(now, file, left);
    if (next === undefined) break;
    now = next.text;
    done.push(next.problem);
  }
  return { text: now, done };
}

function nextMend(text: string, file: string, left: Set<string>) {
  const inspection = inspect(text, file);
  const places = placesIn(text);
  for (const { path, line, message } of [...inspection.problems, ...inspection.warnings]) {
    const name = `${path}: ${message}`;
    const place = places.keys.get(path);
    if (place === undefined || left.has(name)) continue;
    const mend = firstMend({ text, path, message, place, places });
    if (mend !== undefined && isBetter(inspection, mend.text, file)) {
      return { text: mend.text, problem: { path, line, message: mend.said } };
    }
    left.add(name);
  }
  return undefined;
}

/** Is it still TOML, with nothing wrong that was right? */
function isBetter(before: Inspection, text: string, file: string): boolean {
  try {
    const after = inspect(text, file);
    const fewer = before.problems.length - after.problems.length;
    // Without problems more can be said of a file: so more warnings are no loss then.
    return fewer > 0 || (fewer === 0 && after.warnings.length < before.warnings.length);
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

function firstMend(one: Case): Mend | undefined {
  for (const mend of [removed, unquoted, moved, intoBastionless, respelled]) {
    const result = mend(one);
    if (result !== undefined) return result;
  }
  return undefined;
}

const REMOVE = /Remove it|: remove it|is set again further down|is named twice/;

function removed({ text, message, place }: Case): Mend | undefined {
  if (!REMOVE.test(message)) return undefined;
  // Of an option which it was, and never its value.
  const flag = /^["']([a-z0-9]+(?:-[a-z0-9]+)+)=/.exec(text.slice(...place.value))?.[1];
  return { text: without(text, place), said: flag === undefined ? 'is removed' : `(${flag}) is removed` };
}

/** "true" where true is meant, and "5" where 5 is. */
function unquoted({ text, path, place }: Case): Mend | undefined {
  const { table, name } = tableOf(path);
  const key = TABLES[table]?.[name];
  const written = text.slice(...place.value);
  const bare = /^["'](true|false|\d+)["']$/.exec(written)?.[1];
  if (bare === undefined || key?.fate !== 'passed on') return undefined;
  const value = /^\d/.test(bare) ? Number(bare) : bare === 'true';
  if (kindComplaint(key.kind, value) !== undefined) return undefined;
  return { text: replaced(text, place.value, bare), said: `is ${bare} now, without quotes` };
}

/** A key of an older version to where the new one looks; a dotted key spares a table. */
function moved({ text, path, place, places }: Case): Mend | undefined {
  const { table, name, runner } = tableOf(path);
  const key = TABLES[table]?.[name];
  if (key?.fate !== 'gone' || key.moved === undefined || place.key === undefined) return undefined;
  const within =
    table === 'runners' ? key.moved : key.moved.replace(`${table.slice('runners.'.length)}.`, '');
  const [inner] = within.split('.');
  const isTaken =
    within.includes('.') && places.headings.has(`${runner}.${table.slice('runners.'.length)}.${inner}`);
  return isTaken ? undefined : { text: replaced(text, place.key, within), said: `is ${within} now` };
}

const OWN_NAMES: Readonly<Record<string, string>> = {
  ...{
    tags: 'tags',
    tag_list: 'tags',
    tagList: 'tags',
    run_untagged: 'run_untagged',
    runUntagged: 'run_untagged',
  },
  ...{ access_level: 'access_level', locked: 'locked', maximum_timeout: 'maximum_timeout' },
  maintenance_note: 'maintenance_note',
};

/** What is set in GitLab, and was written into the runner's entry. */
function intoBastionless({ text, path, place, places }: Case): Mend | undefined {
  const { table, name, runner } = tableOf(path);
  const own = OWN_NAMES[name];
  if (table !== 'runners' || TABLES['runners']?.[name]?.fate !== 'misplaced' || own === undefined)
    return undefined;
  if (place.key === undefined) return undefined;
  const heading = places.headings.get(`${runner}.bastionless`);
  const said = `is ${own} in [runners.bastionless] now`;
  if (heading === undefined) return { text: replaced(text, place.key, `bastionless.${own}`), said };
  const line = `    ${own} = ${text.slice(...place.value)}`;
  // The later place first, so that the earlier one stays where it is.
  return heading > place.start
    ? { text: without(inserted(text, heading, line), place), said }
    : { text: inserted(without(text, place), heading, line), said };
}

function respelled({ text, path, place, message }: Case): Mend | undefined {
  const { table, name } = tableOf(path);
  const meant = message.includes(': did you mean ') ? nearest(name, namesIn(table)) : undefined;
  if (meant === undefined || place.key === undefined || !message.endsWith(`did you mean ${meant}?`))
    return undefined;
  return { text: replaced(text, place.key, meant), said: `is ${meant} now` };
}

/** Of `runners[0].docker.image`: the table runners.docker and the name image. */
function tableOf(path: string) {
  const parts = path.split('.');
  const table = parts
    .slice(0, -1)
    .map((part) => part.replace(/\[\d+\]$/, ''))
    .join('.');
  return { table, name: parts.at(-1) ?? '', runner: parts[0] ?? '' };
}
