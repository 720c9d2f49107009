import { Config } from '../../../lib/config/schema/config.ts';
import { type AnySchema, schemaAt, textOf } from '../../../lib/config/schema/key-text.ts';
import { type RunnerKey, TABLES } from '../../../lib/config/upstream/keys.ts';
import { expectedOf } from '../../../lib/config/upstream/kinds.ts';
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
  'runners.bastionless.instance_requirements',
  'runners.bastionless.cpu_options',
  'runners.bastionless',
  'runners.bastionless.sizes.NAME',
  'runners.bastionless.permissions',
];

/** Every key of every table: of GitLab Runner's, what becomes of it; of ours, what it means. */
export const keySections = (): string[] => [...Object.keys(TABLES), ...OURS].flatMap(section);

/** None for a table that only holds others. */
function section(table: string): string[] {
  const rows = [...rowsOfSchema(table), ...rowsOfRunner(table)];
  if (rows.length === 0) return [];
  const head = tableHead('key', 'must be', 'default', 'here', 'why, and what it means', 'GitLab Runner');
  const title = table === '' ? 'The top of the file' : `\`${shownTable(table)}\``;
  const intro = INTROS[table];
  return [
    [`## ${title}`, ...(intro === undefined ? [] : [intro]), [...head, ...rows].join('\n')].join('\n\n'),
  ];
}

const pathOf = (table: string): (string | number)[] =>
  table === ''
    ? []
    : table
        .split('.')
        .flatMap((name) =>
          ['runners', 'autoscaling', 'policy', 'services'].includes(name) ? [name, 0] : [name],
        );

function rowsOfSchema(table: string): string[] {
  const schema = schemaAt(Config as unknown as AnySchema, pathOf(table));
  const entries = Object.entries(schema?.wrapped?.entries ?? schema?.entries ?? entriesOfAll(schema));
  return entries.flatMap(([key, inner]) => keyRow(key, inner) ?? []);
}

function rowsOfRunner(table: string): string[] {
  return Object.entries(TABLES[table] ?? {}).flatMap(([name, key]) => {
    if (key.fate === 'schema' || key.fate === 'misplaced') return [];
    const { verdict, note } = verdictOf([...pathOf(table), name], ' ');
    const since = 'since' in key && key.since !== undefined ? `since ${key.since}` : '';
    return [
      row(
        `\`${name}\``,
        kindOfRunner(key),
        'none',
        verdict,
        note,
        key.fate === 'gone' ? `until ${key.in}` : since,
      ),
    ];
  });
}

const kindOfRunner = (key: RunnerKey): string => ('kind' in key ? expectedOf(key.kind) : '');

/** Of what is one of several tables, the keys of all of them, each once. */
function entriesOfAll(table: AnySchema | undefined): Readonly<Record<string, AnySchema>> {
  return Object.assign({}, ...(table?.options ?? []).map(({ entries }) => entries));
}

/** None for a key that holds a table, which has a section of its own. */
function keyRow(key: string, schema: AnySchema): string | undefined {
  const text = textOf(schema);
  if (text === undefined) return undefined;
  const { verdict, means, inRunner } = text;
  return row(`\`${key}\``, kindOf(key, schema), defaultOf(schema), verdict, means, inRunner ?? '');
}

/** In the words in which `check` refuses what it is not. */
function kindOf(key: string, schema: AnySchema): string {
  if (key === 'executor') return '"docker+machine" or "docker-autoscaler"';
  const bare: Messenger = schema.wrapped ?? schema;
  if (bare.literal !== undefined) return JSON.stringify(bare.literal);
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
