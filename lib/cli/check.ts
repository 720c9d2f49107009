import { readFileSync } from 'node:fs';
import { ConfigError, describeProblem, type Problem } from '../config/problem.ts';
import { readConfig } from '../config/read.ts';
import type { TomlTable } from '../config/settings.ts';
import { parseToml, type TomlDocument } from '../config/toml.ts';
import { traps } from '../config/traps.ts';
import { type KeyVerdict, runnerVerdicts, topVerdicts } from '../config/verdicts.ts';

export interface CheckReport {
  readonly ok: boolean;
  readonly keys: readonly KeyVerdict[];
  readonly runners: readonly { readonly name: string; readonly keys: readonly KeyVerdict[] }[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** What becomes of every key of a config.toml, all that is wrong in it, and what may surprise. */
export function check(file: string): CheckReport {
  const text = readFileSync(file, 'utf8');
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
  const line = ({ path, verdict, note }: KeyVerdict) => `  ${path}\n      ${verdict} ${note}`;
  const told = (problem: Problem) => describeProblem(file, problem);
  return [
    ...keys.map(line),
    ...runners.flatMap(({ name, keys: own }) => [`runner ${name}`, ...own.map(line)]),
    ...warnings.map((warning) => `warning: ${told(warning)}`),
    ...problems.map((problem) => `error: ${told(problem)}`),
    ok ? `${file} is valid.` : `${file} has ${problems.length} to mend.`,
  ].join('\n');
}
