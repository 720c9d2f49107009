import { secondsOf } from '../duration.ts';
import type { TomlTable, TomlValue } from '../file/toml-value.ts';

/** What GitLab Runner reads a key's value as. */
export type Kind =
  | 'text'
  /** A text: of a memory's size. */
  | 'bytes'
  /** A text: how many, which may be a fraction. */
  | 'CPUs'
  | 'integer'
  | 'truth'
  | 'duration'
  | 'time'
  | 'texts'
  | 'numbers'
  | 'pull policy'
  | 'pull policies'
  | 'texts by name'
  | 'labels'
  | 'truths by name'
  | 'lists by name'
  /** Any keys: of a table that nothing here looks into. */
  | 'table'
  /** A list of tables whose keys are known. */
  | 'tables';

/** Kinds whose values hold keys of the user's own choice. */
const OPEN: readonly Kind[] = ['texts by name', 'labels', 'truths by name', 'lists by name', 'table'];
export const isOpen = (kind: Kind): boolean => OPEN.includes(kind);

interface Check {
  readonly isRight: (value: TomlValue) => boolean;
  /** After "must be". */
  readonly expected: string;
  /** What comes of another value, if it is not that gitlab-runner would not start. */
  readonly otherwise?: string;
}

const FAILS_JOBS = 'every job would fail with it';

const isText = (value: TomlValue): value is string => typeof value === 'string';
/** Less than nothing is none, so there is no "-1" for any. https://pkg.go.dev/github.com/docker/go-units#RAMInBytes */
const BYTES = /^((\d+\.?\d*|\.\d+) ?([kmgtp](i?b)?|b)?)?$/i;
/** https://pkg.go.dev/math/big#Rat.SetString */
const CPUS = /^(\d+\/\d+|\d+\.?\d*|\.\d+)?$/;
const isTexts = (value: TomlValue): boolean => Array.isArray(value) && value.every(isText);
const isTruth = (value: TomlValue): boolean => typeof value === 'boolean';
const isInteger = (value: TomlValue): boolean => typeof value === 'bigint' || Number.isInteger(value);
const isPolicy = (value: TomlValue): boolean =>
  ['always', 'if-not-present', 'never'].includes(value as string);
const isPolicies = (value: TomlValue): boolean => Array.isArray(value) && value.every(isPolicy);
const byName = (isRight: (value: TomlValue) => boolean) => (value: TomlValue) =>
  isTable(value) && Object.values(value).every(isRight);
/** https://gitlab.com/gitlab-org/gitlab-runner/-/blob/main/common/labels.go */
const isLabels = (value: TomlValue): boolean =>
  isTable(value) &&
  Object.keys(value).length <= 32 &&
  Object.entries(value).every(
    ([name, text]) => /^\w[\w.-]{2,64}$/.test(name) && isText(text) && /^[\w.-]{1,256}$/.test(text),
  );

const CHECKS: Readonly<Record<Kind, Check>> = {
  text: { isRight: isText, expected: 'a text in quotes' },
  bytes: {
    isRight: (value) => isText(value) && BYTES.test(value),
    expected: 'a size such as "512m" or "2g"',
    otherwise: 'gitlab-runner would end at the first job',
  },
  CPUs: {
    isRight: (value) => isText(value) && CPUS.test(value),
    expected: 'a number in quotes, such as "1.5"',
    otherwise: FAILS_JOBS,
  },
  integer: { isRight: isInteger, expected: 'a whole number, without quotes' },
  truth: { isRight: isTruth, expected: 'true or false, without quotes' },
  duration: {
    isRight: (value) => isInteger(value) || (isText(value) && secondsOf(value) !== undefined),
    expected: 'a duration such as "15m0s"',
  },
  time: { isRight: (value) => value instanceof Date, expected: 'a time, without quotes' },
  texts: { isRight: isTexts, expected: 'a list of texts: ["…", "…"]' },
  numbers: {
    isRight: (value) => Array.isArray(value) && value.every((one) => typeof one === 'number'),
    expected: 'a list of numbers: [1.0, 2.5]',
  },
  'pull policy': {
    isRight: (value) => value === '' || isPolicy(value) || isPolicies(value),
    expected: '"always", "if-not-present" or "never", or a list of these',
    otherwise: FAILS_JOBS,
  },
  'pull policies': {
    isRight: isPolicies,
    expected: 'a list of "always", "if-not-present" and "never"',
    otherwise: FAILS_JOBS,
  },
  'texts by name': { isRight: byName(isText), expected: 'a table of texts: { name = "…" }' },
  labels: {
    isRight: isLabels,
    expected:
      'a table of 32 texts at most, { name = "…" }, of letters, digits, ., _ and -, names of 3 or more',
  },
  'truths by name': { isRight: byName(isTruth), expected: 'a table of true and false: { NAME = true }' },
  'lists by name': { isRight: byName(isTexts), expected: 'a table of lists of texts: { name = ["…"] }' },
  table: { isRight: isTable, expected: 'a table' },
  tables: {
    isRight: (value) => Array.isArray(value) && value.every(isTable),
    expected: 'a list of tables, as [[runners.docker.services]] with name = "mysql"',
  },
};

/** "must be …" if the value is of another kind. */
export function kindComplaint(kind: Kind, value: TomlValue): string | undefined {
  const { isRight, expected, otherwise = 'gitlab-runner would not start with it' } = CHECKS[kind];
  return isRight(value) ? undefined : `must be ${expected}: ${otherwise}`;
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

/** The table of that name in another; empty where there is none. */
export function tableAt(table: TomlTable | undefined, key: string): TomlTable {
  const value = table?.[key];
  return isTable(value) ? value : {};
}

/** The list of that name in a table; empty where there is none. */
export function listAt(table: TomlTable, key: string): TomlValue[] {
  const value = table[key];
  return Array.isArray(value) ? value : [];
}
