import { leaves } from '../../config/file/leaves.ts';
import { showPath } from '../../config/file/toml.ts';
import { readGitlabCa } from '../../config/gitlab-ca.ts';
import type { Inspection } from '../../config/inspect.ts';
import type { Problem } from '../../config/problem.ts';

/** What is wrong with the file that ca_file names, wherever it is named. */
export function caProblems({ document }: Inspection, file: string): Problem[] {
  return leaves(document.value, []).flatMap(({ path, value }) => {
    if (
      path.at(-1) !== 'ca_file' ||
      path.at(-2) !== 'bastionless' ||
      typeof value !== 'string' ||
      value === ''
    )
      return [];
    try {
      readGitlabCa({ caFile: value }, file);
      return [];
    } catch (error) {
      const message = (error as Error).message.replace(/^ca_file: /, '');
      return [{ path: showPath(path), line: document.lineOf(path), message }];
    }
  });
}
