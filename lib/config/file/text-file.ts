import { readFileSync, statSync } from 'node:fs';

/** A file that cannot be read as text. The message names it and says why. */
export class UnreadableFile extends Error {
  constructor(why: string, cause?: unknown) {
    super(why, { cause });
    this.name = 'UnreadableFile';
  }
}

/** What names the standard input, as for other commands. */
export const INPUT = '-';

/** What messages call a file. */
export const shownFile = (file: string): string => (file === INPUT ? 'standard input' : file);

/** The file, or the standard input, as UTF-8 text, without a byte order mark. Throws UnreadableFile. */
export function readTextFile(file: string): string {
  const bytes = file === INPUT ? input() : bytesOf(file);
  const shown = shownFile(file);
  if (bytes.length === 0) throw new UnreadableFile(`${shown} is empty`);
  if (/^(fffe|feff)/.test(bytes.toString('hex', 0, 2)))
    throw new UnreadableFile(`${shown} is in UTF-16: save it in UTF-8`);
  if (bytes.includes(0)) throw new UnreadableFile(`${shown} is not a text file`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UnreadableFile(`${shown} is not in UTF-8: save it in that encoding`, error);
  }
}

let taken: Buffer | undefined;

/** It can be read only once, and `doctor` reads its config.toml several times. */
function input(): Buffer {
  taken ??= readFileSync(process.stdin.fd);
  return taken;
}

/** For a file that a config.toml names: a second reader would find a pipe empty, or wait for it. Throws UnreadableFile. */
export function refusePipes(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  throw new UnreadableFile(`${file} is a pipe or a device, not a file`);
}

/** The bytes of such a file. Throws UnreadableFile. */
export function readBytes(file: string): Buffer {
  refusePipes(file);
  return bytesOf(file);
}

function bytesOf(file: string): Buffer {
  if (file === '') throw new UnreadableFile('the name of a file is empty');
  try {
    return readFileSync(file);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UnreadableFile(WHY[code]?.(file) ?? `${file} cannot be read: ${message}`, error);
  }
}

const WHY: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: (file) => `there is no file ${file}`,
  ENOTDIR: (file) => `there is no file ${file}`,
  EISDIR: (file) => `${file} is a folder, not a file`,
  EACCES: (file) => `you may not read ${file}`,
};
