import type { Command } from 'commander';
import { configFile } from '../../config/config-file.ts';
import { type JsonOption, withJson } from '../options.ts';
import { report } from '../output.ts';

interface CheckOptions extends JsonOption {
  readonly all?: true;
}

export function registerCheck(program: Command): void {
  const command = program
    .command('check')
    .description('say what becomes of every key of a config.toml, and all that is wrong in it')
    .argument('[config.toml]', 'the file', configFile)
    .option('--all', 'also the keys that do as on the bastion');
  withJson(command).action(async (file: string, options: CheckOptions) => {
    const { check } = await import('../check/check.ts');
    const { showCheck } = await import('../check/show.ts');
    const checked = check(file);
    report(checked, options, (shown) => showCheck(file, shown, options.all === true));
    if (!checked.ok) process.exitCode = 1;
  });
}
