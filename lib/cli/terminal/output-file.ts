import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Before a long run, not after it. Throws Error that says why the file cannot be written. */
export function checkWritable(file: string): void {
  const folder = dirname(file);
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder} to write ${basename(file)} to`);
  if (!statSync(folder).isDirectory())
    throw new Error(`${folder} is a file, not a folder to write ${basename(file)} to`);
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new Error(`${file} is a folder, not a file`);
  try {
    accessSync(there === undefined ? folder : file, constants.W_OK);
  } catch {
    throw new Error(`you may not write ${file}`);
  }
}
