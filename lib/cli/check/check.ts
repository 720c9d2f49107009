import { runnerTables } from '../../config/file/leaves.ts';
import { readTextFile } from '../../config/file/text-file.ts';
import { inspect } from '../../config/inspect.ts';
import { ConfigError, type Problem } from '../../config/problem.ts';
import { type KeyVerdict, verdictsOf } from '../../config/verdicts.ts';
import type { Warning } from '../../config/warnings/warning.ts';
import { caProblems } from './gitlab-ca.ts';
import { type UserDataSize, userDataProblems, userDataSizes } from './user-data.ts';

export interface CheckReport {
  readonly ok: boolean;
  readonly keys: readonly KeyVerdict[];
  readonly runners: readonly { readonly name: string; readonly keys: readonly KeyVerdict[] }[];
  /** Of each runner's user data, where nothing is to be mended. */
  readonly userData: readonly UserDataSize[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

/** What becomes of every key of a config.toml, all that is wrong in it, and what may surprise. */
export function check(file: string): CheckReport {
  const text = readTextFile(file);
  try {
    return checkText(text, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ok: false, keys: [], runners: [], userData: [], problems: error.problems, warnings: [] };
  }
}

function checkText(text: string, file: string): CheckReport {
  const inspection = inspect(text, file);
  const { document, warnings } = inspection;
  const problems = [
    ...inspection.problems,
    ...caProblems(inspection, file),
    ...userDataProblems(inspection, file),
  ].toSorted((one, other) => one.line - other.line);
  const verdicts = verdictsOf({ ...inspection, problems });
  return {
    ok: problems.length === 0,
    keys: verdicts.filter(({ path }) => !path.startsWith('runners[')),
    runners: runnerTables(document.value).map(({ name = '' }, index) => ({
      name: String(name),
      keys: verdicts.filter(({ path }) => path.startsWith(`runners[${index}].`)),
    })),
    userData: problems.length === 0 ? userDataSizes(inspection.settings, file) : [],
    problems,
    warnings,
  };
}
