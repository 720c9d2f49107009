import { accessSync, constants, createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** Before a long run, not after it. Throws Error that says why the file cannot be written. */
export function checkWritable(file: string): void {
  if (file === '') throw new Error('the name of a file is empty');
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

/**
 * What `write` writes, under another name until all of it is there: what fails on the way leaves no half a file, and the
 * one before it as it was. A device or a pipe has no other name.
 */
export async function writeWhole<T>(file: string, write: (out: Writable) => Promise<T>): Promise<T> {
  checkWritable(file);
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
  const part = isFile ? `${file}.part` : file;
  // What fails is told by the write that it fails.
  const out = createWriteStream(part).on('error', () => undefined);
  try {
    const answer = await write(out);
    out.end();
    await finished(out);
    if (isFile) renameSync(part, file);
    return answer;
  } catch (error) {
    out.destroy();
    if (isFile) rmSync(part, { force: true });
    throw error;
  }
}
