import { Config } from '../../../lib/config/schema/config.ts';
import { type AnySchema, schemaAt, textOf } from '../../../lib/config/schema/key-text.ts';
import { row, tableHead } from './table.ts';

/** A table of config.toml whose keys are told. */
interface Section {
  readonly title: string;
  readonly intro?: string;
  readonly path: readonly (string | number)[];
}

const RUNNER = ['runners', 0];

const SECTIONS: readonly Section[] = [
  { title: 'The top of the file', path: [] },
  {
    title: '`[[runners]]`',
    path: RUNNER,
    intro:
      'One entry or more, of the executor `docker+machine` or `docker-autoscaler`. All other keys and tables of an entry ' +
      '(`environment`, `[runners.docker]`, `[runners.cache]`, …) are given to its machines as they are.',
  },
  { title: '`[runners.machine]`', path: [...RUNNER, 'machine'] },
  { title: '`[[runners.machine.autoscaling]]`', path: [...RUNNER, 'machine', 'autoscaling', 0] },
  {
    title: '`[runners.bastionless]`',
    path: [...RUNNER, 'bastionless'],
    intro: 'Our own keys: GitLab Runner ignores this table.',
  },
  {
    title: '`[runners.bastionless.permissions]`',
    path: [...RUNNER, 'bastionless', 'permissions'],
    intro:
      'What jobs may do in AWS with the role of their machine. Names are of the deployment’s region and account; no wildcards.',
  },
  {
    title: '`[runners.autoscaler]`',
    path: [...RUNNER, 'autoscaler'],
    intro:
      'Of the executor `docker-autoscaler`. What its machines are stands in an Auto Scaling group, which there is none of ' +
      'here: `machine_options` in `[runners.bastionless]` says it. Other keys and tables mean nothing here.',
  },
  { title: '`[[runners.autoscaler.policy]]`', path: [...RUNNER, 'autoscaler', 'policy', 0] },
];

/** Every key that a schema has a text of, table by table. */
export const keySections = (): string[] => SECTIONS.map(section);

function section({ title, intro, path }: Section): string {
  const table = schemaAt(Config as unknown as AnySchema, path);
  const entries = Object.entries(table?.wrapped?.entries ?? table?.entries ?? entriesOfAll(table));
  const rows = entries.flatMap(([key, schema]) => keyRow(key, schema) ?? []);
  const head = tableHead('key', 'must be', 'default', 'means here', 'GitLab Runner');
  return [`## ${title}`, ...(intro === undefined ? [] : [intro]), [...head, ...rows].join('\n')].join('\n\n');
}

/** Of what is one of several tables, the keys of all of them, each once. */
function entriesOfAll(table: AnySchema | undefined): Readonly<Record<string, AnySchema>> {
  return Object.assign({}, ...(table?.options ?? []).map(({ entries }) => entries));
}

/** None for a key that holds a table, which has a section of its own. */
function keyRow(key: string, schema: AnySchema): string | undefined {
  const text = textOf(schema);
  if (text === undefined) return undefined;
  const { verdict, means, inRunner } = text;
  const here = verdict === 'honoured' ? means : `${verdict} ${means}`;
  return row(`\`${key}\``, kindOf(key, schema), defaultOf(schema), here, inRunner ?? '');
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
