import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type JsonOption, withJson } from '../options.ts';
import { report } from '../terminal/output.ts';

interface MoveOptions extends JsonOption {
  readonly to: string;
  readonly force?: true;
}

export function registerMove(program: Command): void {
  const command = program
    .command('move')
    .description('make the config.toml of a bastion ready to be deployed, and say what is left to do')
    .argument('<config.toml>', 'the file of the bastion, which stays as it is; - reads it from the input')
    .option('--to <file>', 'the file to write', 'config.toml')
    .option('--force', 'overwrite the file, if it exists');
  withJson(command).action(async (file: string, options: MoveOptions) => {
    const { moveOf, showMove } = await import('../move/move.ts');
    const { readTextFile, shownFile } = await import('../../config/file/text-file.ts');
    const { Trouble } = await import('../explain.ts');
    const { checkWritable } = await import('../terminal/output-file.ts');
    const { to, force } = options;
    if (resolve(to) === resolve(file)) {
      throw new Trouble(
        'the file of the bastion must stay as it is.',
        'Name another with --to; check --fix corrects a file in its place.',
      );
    }
    const text = readTextFile(file);
    checkWritable(to);
    if (existsSync(to) && !force) {
      throw new Trouble(`${to} exists already.`, 'Name another with --to, or overwrite it with --force.');
    }
    const move = moveOf(text, shownFile(file), to);
    writeFileSync(to, move.text);
    report({ to, done: move.done, left: move.left }, options, () => showMove(to, move));
  });
}
