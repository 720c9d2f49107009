import { traps } from '../config/checks/traps.ts';
import { ConfigError, describeProblem, type Problem } from '../config/problem.ts';
import { readConfig } from '../config/read.ts';
import type { TomlTable } from '../config/settings.ts';
import { readTextFile } from '../config/text-file.ts';
import { parseToml, type TomlDocument } from '../config/toml.ts';
import { type KeyVerdict, runnerVerdicts, topVerdicts } from '../config/verdicts.ts';
import { type Paint, paint } from './output.ts';
import { section, table } from './table.ts';

export interface CheckReport {
  readonly ok: boolean;
  readonly keys: readonly KeyVerdict[];
  readonly runners: readonly { readonly name: string; readonly keys: readonly KeyVerdict[] }[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** What becomes of every key of a config.toml, all that is wrong in it, and what may surprise. */
export function check(file: string): CheckReport {
  const text = readTextFile(file);
  try {
    const document = parseToml(text, file);
    return { ...verdictsOf(document), ...judge(text, file, document) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ok: false, keys: [], runners: [], problems: error.problems, warnings: [] };
  }
}

function judge(text: string, file: string, document: TomlDocument) {
  try {
    return { ok: true, problems: [], warnings: traps(readConfig(text, file), document) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ok: false, problems: error.problems, warnings: [] };
  }
}

function verdictsOf({ value }: TomlDocument): Pick<CheckReport, 'keys' | 'runners'> {
  const listed = Array.isArray(value['runners']) ? (value['runners'] as TomlTable[]) : [];
  const runners = listed.map((entry, index) => ({
    name: String(entry['name'] ?? ''),
    keys: runnerVerdicts(entry, index),
  }));
  return { keys: topVerdicts(value), runners };
}

/** The report for people. */
export function showCheck(file: string, { ok, keys, runners, problems, warnings }: CheckReport): string {
  const told = (problem: Problem) => describeProblem(file, problem);
  const verdict = ok
    ? paint('green', `${file} is valid.`)
    : paint('red', `${file} has ${problems.length} to mend.`);
  return [
    ...section('all runners', keysTable(keys)),
    ...runners.flatMap(({ name, keys: own }) => section(`runner ${name}`, keysTable(own))),
    '',
    ...warnings.map((warning) => `${paint('yellow', 'warning:')} ${told(warning)}`),
    ...problems.map((problem) => `${paint('red', 'error:')} ${told(problem)}`),
    verdict,
  ]
    .join('\n')
    .trimStart();
}

const COLOURS: Readonly<Record<KeyVerdict['verdict'], Paint>> = {
  honoured: 'green',
  translated: 'cyan',
  ignored: 'yellow',
  refused: 'red',
};

function keysTable(keys: readonly KeyVerdict[]): string {
  if (keys.length === 0) return '';
  const row = ({ path, verdict, note }: KeyVerdict) => {
    // Of MachineOptions each says in its note which it is.
    const [, option, said = note] = /^([a-z0-9]+-[a-z0-9-]+): (.*)$/.exec(note) ?? [];
    return [option ?? path.replace(/^runners\[\d+\]\./, ''), paint(COLOURS[verdict], verdict), said];
  };
  return table(['key', 'verdict', 'note'], keys.map(row));
}
