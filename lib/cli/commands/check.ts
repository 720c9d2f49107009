import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { configFile } from '../../config/config-file.ts';
import { type JsonOption, withJson } from '../options.ts';
import { report } from '../output.ts';

interface CheckOptions extends JsonOption {
  readonly all?: true;
  readonly fix?: true;
}

export function registerCheck(program: Command): void {
  const command = program
    .command('check')
    .description('say what becomes of every key of a config.toml, and all that is wrong in it')
    .argument('[config.toml]', 'the file', configFile)
    .option('--all', 'also the keys that do as on the bastion')
    .option('--fix', 'first mend in the file what can be mended without asking');
  withJson(command).action(async (file: string, options: CheckOptions) => {
    const { check } = await import('../check/check.ts');
    const { showCheck } = await import('../check/show.ts');
    const fixed = options.fix ? await fix(file) : '';
    const checked = check(file);
    report(checked, options, (shown) => `${fixed}${showCheck(file, shown, options.all === true)}`);
    if (!checked.ok) process.exitCode = 1;
  });
}

/** What was changed, for people. Comments and all else stay. */
async function fix(file: string): Promise<string> {
  const { mended } = await import('../../config/mend/mend.ts');
  const { describeProblem } = await import('../../config/problem.ts');
  const { readTextFile } = await import('../../config/text-file.ts');
  const { text, done } = mended(readTextFile(file), file);
  if (done.length > 0) writeFileSync(file, text);
  return done.map((change) => `fixed: ${describeProblem(file, change)}\n`).join('');
}
