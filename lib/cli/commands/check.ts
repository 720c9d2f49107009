import type { Command } from 'commander';
import { configFile } from '../../config/config-file.ts';
import { type JsonOption, withJson } from '../options.ts';
import { report } from '../output.ts';

export function registerCheck(program: Command): void {
  const command = program
    .command('check')
    .description('say what becomes of every key of a config.toml, and all that is wrong in it')
    .argument('[config.toml]', 'the file', configFile);
  withJson(command).action(async (file: string, options: JsonOption) => {
    const { check, showCheck } = await import('../check.ts');
    const checked = check(file);
    report(checked, options, (shown) => showCheck(file, shown));
    if (!checked.ok) process.exitCode = 1;
  });
}
