import { parseMachineOptions } from './machine-options/parse.ts';
import { NO_PLUGIN } from './schema/autoscaler.ts';
import { Config, NO_MANAGER, OWN_RUNNER } from './schema/config.ts';
import { type AnySchema, type KeyText, schemaAt, textOf } from './schema/key-text.ts';
import type { TomlTable, TomlValue } from './settings.ts';
import { type KeyPath, showPath } from './toml.ts';

/** What becomes of one key of a config.toml. */
export interface KeyVerdict {
  readonly path: string;
  readonly verdict: 'honoured' | 'translated' | 'ignored' | 'refused';
  readonly note: string;
}

type Verdict = Omit<KeyVerdict, 'path'>;

/** Keys of a `[[runners]]` entry that no schema says anything of; the first that matches counts. */
const OTHER_RUNNER_KEYS: readonly (readonly [path: RegExp, KeyText])[] = [
  [/^(id|token_obtained_at|token_expires_at)$/, { verdict: 'ignored', means: OWN_RUNNER }],
  [/^autoscaler\b/, { verdict: 'ignored', means: NO_PLUGIN }],
  [/^(machine|bastionless)\b/, { verdict: 'refused', means: 'because it is no key that is known there' }],
];
const PASSED_ON: KeyText = {
  verdict: 'translated',
  means: 'to the same key of each machine’s own config.toml',
};

/** Every key at the top of the file. */
export function topVerdicts(config: TomlTable): KeyVerdict[] {
  const keys = leaves(config, []).filter(({ path: [first] }) => first !== 'runners');
  return keys.map(({ path }) => ({
    path: showPath(path),
    ...told(textAt(path) ?? { verdict: 'ignored', means: NO_MANAGER }),
  }));
}

/** Every key of one `[[runners]]` entry, whether it is right or not; MachineOptions one by one. */
export function runnerVerdicts(entry: TomlTable, index: number): KeyVerdict[] {
  return leaves(entry, []).map(({ path, value }) => ({
    path: showPath(['runners', index, ...path]),
    ...verdictOf(path, value),
  }));
}

function verdictOf(path: KeyPath, value: TomlValue): Verdict {
  if (isOption(path) && typeof value === 'string') {
    const [option] = parseMachineOptions([value]).verdicts;
    if (option !== undefined) return { verdict: option.verdict, note: `${flagOf(value)}: ${option.note}` };
  }
  return told(textAt(['runners', 0, ...path]) ?? otherText(showPath(path)));
}

function textAt(path: KeyPath): KeyText | undefined {
  const schema = schemaAt(Config as unknown as AnySchema, path);
  return schema && textOf(schema);
}

function otherText(path: string): KeyText {
  const [, text] = OTHER_RUNNER_KEYS.find(([pattern]) => pattern.test(path)) ?? [];
  return text ?? PASSED_ON;
}

const told = ({ verdict, means, inRunner }: KeyText): Verdict => ({
  verdict,
  note: verdict !== 'honoured' || inRunner === undefined ? means : `${means} (GitLab Runner: ${inRunner})`,
});

const isOption = (path: KeyPath): boolean =>
  path.at(-2) === 'MachineOptions' || path.at(-2) === 'machine_options';
const flagOf = (option: string): string => option.split('=')[0] ?? option;

interface Leaf {
  readonly path: KeyPath;
  readonly value: TomlValue;
}

/** Lists are one key, but lists of tables and MachineOptions. */
function leaves(value: TomlValue, path: KeyPath): Leaf[] {
  if (Array.isArray(value)) {
    const isEachAKey = isOption([...path, 0]) || value.some(isTable);
    return isEachAKey ? value.flatMap((item, index) => leaves(item, [...path, index])) : [{ path, value }];
  }
  if (!isTable(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function isTable(value: TomlValue): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
