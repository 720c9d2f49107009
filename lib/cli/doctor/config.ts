import { shownFile, UnreadableFile } from '../../config/file/text-file.ts';
import { describeProblem, toldOnce } from '../../config/problem.ts';
import { readConfigFile } from '../../config/read.ts';
import type { Settings } from '../../config/settings.ts';
import { type CheckReport, check } from '../check/check.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';
import { trustGitlab } from '../gitlab/trust.ts';

/** The settings too, where the file can be used. GitLab's own CA is trusted from then on. */
export function configFindings(file: string): {
  readonly findings: readonly Finding[];
  readonly settings: Settings | undefined;
} {
  const checked = checkReadable(file);
  if (checked instanceof UnreadableFile) {
    const todo = 'Run the command where it is, or name another with --config.';
    return { findings: [fail('config', checked.message, todo)], settings: undefined };
  }
  const { ok: isValid, problems, warnings } = checked;
  if (!isValid) {
    const [first, ...others] = problems.map((problem) => describeProblem(shownFile(file), problem));
    const found = others.length === 0 ? `${first}` : `${first}, and ${others.length} more`;
    return { findings: [fail('config', found, `bastionless check ${file}`)], settings: undefined };
  }
  const told = toldOnce(warnings).map(({ line, path, message }) =>
    warn('config', `line ${line}: ${path}: ${message}`),
  );
  return {
    findings: [ok('config', `${shownFile(file)} is valid`), ...told],
    settings: trustGitlab(readConfigFile(file), file),
  };
}

function checkReadable(file: string): CheckReport | UnreadableFile {
  try {
    return check(file);
  } catch (error) {
    if (error instanceof UnreadableFile) return error;
    throw error;
  }
}
