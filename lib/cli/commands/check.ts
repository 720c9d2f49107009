import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { configFile } from '../../config/config-file.ts';
import type { Problem } from '../../config/problem.ts';
import { refuseIgnored } from '../ignored-options.ts';
import { type JsonOption, withJson } from '../options.ts';
import { report } from '../terminal/output.ts';

interface CheckOptions extends JsonOption {
  readonly all?: true;
  readonly fix?: true;
}

export function registerCheck(program: Command): void {
  const command = program
    .command('check')
    .description('show what becomes of every key of a config.toml, and every error in it')
    .argument('[config.toml]', 'the file; - reads it from the input', configFile)
    .option('--all', 'show the keys that work as on the bastion, too')
    .option('--fix', 'first correct in the file what needs no decision');
  refuseIgnored(withJson(command), [{ option: '--all', besides: '--json' }]).action(
    async (file: string, options: CheckOptions) => {
      const { check } = await import('../check/check.ts');
      const { showCheck } = await import('../check/show.ts');
      const { describeProblem } = await import('../../config/problem.ts');
      const { INPUT, shownFile } = await import('../../config/file/text-file.ts');
      if (options.fix && file === INPUT) throw await cannotBeFixed();
      const fixed = options.fix ? await fix(file) : [];
      const checked = check(file);
      report(options.fix ? { ...checked, fixed } : checked, options, (shown) =>
        [
          ...fixed.map((change) => `fixed: ${describeProblem(shownFile(file), change)}\n`),
          showCheck(shownFile(file), shown, options.all === true),
        ].join(''),
      );
      if (!checked.ok) process.exitCode = 1;
    },
  );
}

async function cannotBeFixed(): Promise<Error> {
  const { Trouble } = await import('../explain.ts');
  return new Trouble('the standard input cannot be corrected in its place.', 'Name a file for --fix.');
}

/** What was changed. Comments and all else stay. */
async function fix(file: string): Promise<readonly Problem[]> {
  const { mended } = await import('../../config/mend/mend.ts');
  const { readTextFile } = await import('../../config/file/text-file.ts');
  const { checkWritable } = await import('../terminal/output-file.ts');
  const { text, done } = mended(readTextFile(file), file);
  if (done.length === 0) return done;
  checkWritable(file);
  writeFileSync(file, text);
  return done;
}
