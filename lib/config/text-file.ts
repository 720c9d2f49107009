import { readFileSync, statSync } from 'node:fs';

/** A file that people named and that cannot be read as text. The message names it and says why. */
export class UnreadableFile extends Error {
  constructor(why: string, cause?: unknown) {
    super(why, { cause });
    this.name = 'UnreadableFile';
  }
}

/** The file as UTF-8 text, without a byte order mark. Throws UnreadableFile. */
export function readTextFile(file: string): string {
  const bytes = bytesOf(file);
  if (bytes.length === 0) throw new UnreadableFile(`${file} is empty`);
  if (/^(fffe|feff)/.test(bytes.toString('hex', 0, 2)))
    throw new UnreadableFile(`${file} is in UTF-16: save it in UTF-8`);
  if (bytes.includes(0)) throw new UnreadableFile(`${file} is not a text file`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UnreadableFile(`${file} is not in UTF-8: save it in that encoding`, error);
  }
}

/** Of a file that a config.toml names: another reader would find a pipe empty, or wait at it. Throws UnreadableFile. */
export function refusePipes(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  throw new UnreadableFile(`${file} is a pipe or a device, not a file`);
}

/** Of such a file what is in it, whatever that is. Throws UnreadableFile. */
export function readBytes(file: string): Buffer {
  refusePipes(file);
  return bytesOf(file);
}

function bytesOf(file: string): Buffer {
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
