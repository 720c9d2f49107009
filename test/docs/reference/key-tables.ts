import { Config } from '../../../lib/config/schema/config.ts';
import { type AnySchema, schemaAt, textOf } from '../../../lib/config/schema/key-text.ts';
import { TABLES } from '../../../lib/config/upstream/keys.ts';
import { shownTable } from '../../../lib/config/upstream/lookup.ts';
import { verdictOf } from '../../../lib/config/verdicts.ts';
import { row, tableHead } from './table.ts';

/** What is said of a table before its keys. */
const INTROS: Readonly<Record<string, string>> = {
  runners:
    'One entry or more, of the executor `docker+machine` or `docker-autoscaler`. What is passed on stands in each ' +
    'machine’s own config.toml, as it is written.',
  'runners.bastionless': 'Our own keys: GitLab Runner ignores this table.',
  'runners.bastionless.permissions':
    'What jobs may do in AWS with the role of their machine. Names are of the deployment’s region and account; no wildcards.',
  'runners.bastionless.instance_requirements':
    'What a machine must have, in the place of `instance_types`, here or in a size: EC2 chooses among all types that fit, also ' +
    'those that it has tomorrow.',
  'runners.bastionless.cpu_options':
    'Of the machines’ CPUs, here or in a size; a type that cannot is refused by EC2.',
  'runners.bastionless.sizes.NAME':
    'What jobs ask for by one more tag, `NAME`: see [sizes](sizes.md). A key that is not set is as the runner has it.',
  'runners.autoscaler':
    'Of the executor `docker-autoscaler`. What its machines are stands in an Auto Scaling group, which there is none of ' +
    'here: `machine_options` in `[runners.bastionless]` says it.',
};

const OURS = [
  'runners.bastionless',
  'runners.bastionless.sizes.NAME',
  'runners.bastionless.permissions',
  'runners.bastionless.instance_requirements',
  'runners.bastionless.cpu_options',
];

/** Every key of every table: ours first, then GitLab Runner's. */
export const keySections = (): string[] => [...OURS, ...Object.keys(TABLES)].flatMap(section);

/** None for a table that only holds others. What is honoured has a row, all else is listed by what becomes of it. */
function section(table: string): string[] {
  const keys = [...keysOfSchema(table), ...keysOfRunner(table)];
  if (keys.length === 0) return [];
  const title = table === '' ? 'The top of the file' : `\`${shownTable(table)}\``;
  const shared = table === SIZES ? keysOfSchema('runners.bastionless').map(rowOf) : [];
  const isOwn = (key: Key) => !shared.includes(rowOf(key));
  const honoured = keys.filter((key) => key.verdict === 'honoured');
  const parts = [
    INTROS[table],
    honouredTable(honoured.filter(isOwn)),
    asAbove(honoured.filter((key) => !isOwn(key))),
    othersList(keys.filter(({ verdict }) => verdict !== 'honoured')),
  ];
  return [[`## ${title}`, ...parts.filter((part) => part !== undefined)].join('\n\n')];
}

const SIZES = 'runners.bastionless.sizes.NAME';

/** A key, and what is said of it. */
interface Key {
  readonly name: string;
  readonly verdict: string;
  readonly means: string;
  readonly kind: string;
  readonly byDefault: string;
  /** What GitLab Runner makes of it, if that is not the same. */
  readonly inRunner: string;
}

const rowOf = ({ name, kind, byDefault, means }: Key): string => row(`\`${name}\``, kind, byDefault, means);

/** Has a column for GitLab Runner only where that does something else. */
function honouredTable(keys: readonly Key[]): string | undefined {
  if (keys.length === 0) return undefined;
  const head = ['key', 'must be', 'default', 'what it means'];
  if (keys.every(({ inRunner }) => inRunner === '')) {
    return [...tableHead(...head), ...keys.map(rowOf)].join('\n');
  }
  const rows = keys.map(({ name, kind, byDefault, means, inRunner }) =>
    row(`\`${name}\``, kind, byDefault, means, inRunner),
  );
  return [...tableHead(...head, 'in GitLab Runner'), ...rows].join('\n');
}

const asAbove = (keys: readonly Key[]): string | undefined =>
  keys.length === 0 ? undefined : `As in \`[runners.bastionless]\`: ${named(keys)}.`;

function othersList(keys: readonly Key[]): string | undefined {
  if (keys.length === 0) return undefined;
  const groups = Map.groupBy(keys, ({ verdict, means }) => `**${verdict}** ${means}`);
  return [...groups].map(([what, own]) => `- ${named(own)}: ${what}`).join('\n');
}

const named = (keys: readonly Key[]): string =>
  keys
    .map(({ name, inRunner }) => `\`${name}\`${/^since /.test(inRunner) ? ` (${inRunner})` : ''}`)
    .join(', ');

const pathOf = (table: string): (string | number)[] =>
  table === ''
    ? []
    : table
        .split('.')
        .flatMap((name) =>
          ['runners', 'autoscaling', 'policy', 'services'].includes(name) ? [name, 0] : [name],
        );

/** Of a key whose default is another key, or that of another table. */
const SAID_DEFAULT = /^(.+); default: ([^.;]+)$/;

function keysOfSchema(table: string): Key[] {
  const schema = schemaAt(Config as unknown as AnySchema, pathOf(table));
  const entries = Object.entries(schema?.wrapped?.entries ?? schema?.entries ?? entriesOfAll(schema));
  return entries.flatMap(([name, inner]) => {
    const text = textOf(inner);
    // One that holds a table has a section of its own.
    if (text === undefined) return [];
    const { verdict, inRunner = '' } = text;
    const [, means = text.means, said] = SAID_DEFAULT.exec(text.means) ?? [];
    return [
      { name, verdict, means, kind: kindOf(name, inner), byDefault: said ?? defaultOf(inner), inRunner },
    ];
  });
}

function keysOfRunner(table: string): Key[] {
  return Object.entries(TABLES[table] ?? {}).flatMap(([name, key]) => {
    if (key.fate === 'schema' || key.fate === 'misplaced') return [];
    const { verdict, note } = verdictOf([...pathOf(table), name], ' ');
    const inRunner = 'since' in key && key.since !== undefined ? `since ${key.since}` : '';
    return [{ name, verdict, means: note, kind: '', byDefault: '', inRunner }];
  });
}

/** Of what is one of several tables, the keys of all of them, each once. */
function entriesOfAll(table: AnySchema | undefined): Readonly<Record<string, AnySchema>> {
  return Object.assign({}, ...(table?.options ?? []).map(({ entries }) => entries));
}

/** In the words in which `check` refuses what it is not. */
function kindOf(key: string, schema: AnySchema): string {
  if (key === 'executor') return '"docker+machine" or "docker-autoscaler"';
  const bare: Messenger = schema.wrapped ?? schema;
  if (bare.literal !== undefined) return JSON.stringify(bare.literal);
  if (bare.type === 'boolean') return 'true or false';
  const told = messagesOf(bare).filter((message) => /^must (be|hold) /.test(message));
  return (told.at(-1) ?? '').replace(/^must be /, '').replace(/^must (hold [^:]*).*/, 'text that must $1');
}

interface Messenger {
  readonly type: string;
  readonly message?: unknown;
  readonly literal?: unknown;
  readonly pipe?: readonly Messenger[];
}

/** Its own, not those of what it holds. */
function messagesOf({ message, pipe }: Messenger): string[] {
  const inner = (pipe ?? []).flatMap((item) => (item.pipe === pipe ? [] : messagesOf(item)));
  return [...(typeof message === 'string' ? [message] : []), ...inner];
}

function defaultOf(schema: AnySchema): string {
  if (schema.wrapped === undefined) return 'required';
  const { default: value } = schema;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'none';
  return `\`${JSON.stringify(value)}\``;
}
