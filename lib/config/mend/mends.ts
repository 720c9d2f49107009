import { nearest } from '../nearest.ts';
import { TABLES } from '../upstream/keys.ts';
import { namesIn } from '../upstream/lookup.ts';
import { inserted, intoInline, replaced, without } from './edits.ts';
import type { Span, Spans } from './spans.ts';

export interface Mend {
  readonly text: string;
  readonly said: string;
}

/** One thing to mend in a text, and what is known around it. */
export interface Case {
  readonly text: string;
  readonly path: string;
  readonly message: string;
  readonly span: Span;
  readonly spans: Spans;
}

const REMOVE = /Remove it|: remove it|is set again further down|is named twice/;

function removed({ text, message, span }: Case): Mend | undefined {
  if (!REMOVE.test(message)) return undefined;
  // Of an option which it was, and never its value.
  const flag = /^["']([a-z0-9]+(?:-[a-z0-9]+)+)(?:=|["']$)/.exec(text.slice(...span.value))?.[1];
  return { text: without(text, span), said: flag === undefined ? 'is removed' : `(${flag}) is removed` };
}

/** "true" for true, and "5" for 5. */
function unquoted({ text, message, span }: Case): Mend | undefined {
  const bare = /^["'](true|false|\d+(?:\.\d+)?)["']$/.exec(text.slice(...span.value))?.[1];
  if (bare === undefined || !message.includes('without quotes')) return undefined;
  return { text: replaced(text, span.value, bare), said: `is ${bare} now, without quotes` };
}

/** `services = ["mysql"]`, as the first versions took it, and one text for a list of one. */
function asList({ text, path, span }: Case): Mend | undefined {
  const { table, name } = tableOf(path);
  const key = TABLES[table]?.[name];
  if (key?.fate !== 'passed on') return undefined;
  const written = text.slice(...span.value);
  if (key.kind === 'texts' && /^(["'])(?!\1)[^\n]*\1$/.test(written))
    return { text: replaced(text, span.value, `[${written}]`), said: 'is a list now' };
  if (key.kind !== 'tables' || !written.startsWith('[')) return undefined;
  const tables = written.replaceAll(/"[^"\n]*"|'[^'\n]*'/g, (name) => `{ name = ${name} }`);
  return { text: replaced(text, span.value, tables), said: 'is a list of tables now' };
}

/** A key of an older version to where the new one looks; a dotted key spares a table. */
function moved({ text, path, span, spans }: Case): Mend | undefined {
  const { table, name, runner } = tableOf(path);
  const key = TABLES[table]?.[name];
  if (key?.fate !== 'gone' || key.moved === undefined || span.key === undefined) return undefined;
  const within =
    table === 'runners' ? key.moved : key.moved.replace(`${table.slice('runners.'.length)}.`, '');
  const [inner] = within.split('.');
  const isTaken =
    within.includes('.') &&
    spans.headingAt(`${runner}.${table.slice('runners.'.length)}.${inner}`) !== undefined;
  return isTaken ? undefined : { text: replaced(text, span.key, within), said: `is ${within} now` };
}

/** A setting of GitLab's that was written into the runner's entry. */
function intoBastionless({ text, path, span, spans }: Case): Mend | undefined {
  const { table, name, runner } = tableOf(path);
  const key = table === 'runners' ? TABLES['runners']?.[name] : undefined;
  const own = key?.fate === 'misplaced' ? key.ours : undefined;
  if (own === undefined || span.key === undefined) return undefined;
  const said = `is ${own} in [runners.bastionless] now`;
  const line = `${own} = ${text.slice(...span.value)}`;
  const inline = spans.keyAt(`${runner}.bastionless`)?.value[0];
  const heading = spans.headingAt(`${runner}.bastionless`);
  const at = inline ?? heading;
  if (at === undefined) return { text: replaced(text, span.key, `bastionless.${own}`), said };
  const add = (to: string): string =>
    inline === undefined ? inserted(to, at, `    ${line}`) : intoInline(to, at, line);
  // The later span first, so that the earlier one stays where it is.
  return { text: at > span.start ? without(add(text), span) : add(without(text, span)), said };
}

/** An option of docker-machine with a typo in its name. */
function respelledOption({ text, span, message }: Case): Mend | undefined {
  const [, typo = '', meant = ''] = /^(\S+) is not known: did you mean (\S+)\?$/.exec(message) ?? [];
  const written = text.slice(...span.value);
  if (typo === '' || written.slice(1, typo.length + 1) !== typo) return undefined;
  return {
    text: replaced(text, [span.value[0] + 1, span.value[0] + 1 + typo.length], meant),
    said: `is ${meant} now`,
  };
}

function respelledExecutor({ text, path, span, message }: Case): Mend | undefined {
  const meant = /: did you mean (\S+)\?$/.exec(message)?.[1];
  if (tableOf(path).name !== 'executor' || meant === undefined) return undefined;
  return { text: replaced(text, span.value, `"${meant}"`), said: `is "${meant}" now` };
}

function respelled({ text, path, span, message }: Case): Mend | undefined {
  const { table, name } = tableOf(path);
  const meant = message.includes(': did you mean ') ? nearest(name, namesIn(table)) : undefined;
  if (meant === undefined || span.key === undefined || !message.endsWith(`did you mean ${meant}?`))
    return undefined;
  return { text: replaced(text, span.key, meant), said: `is ${meant} now` };
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

export const MENDS: readonly ((one: Case) => Mend | undefined)[] = [
  removed,
  unquoted,
  asList,
  moved,
  intoBastionless,
  respelledExecutor,
  respelled,
  respelledOption,
];
