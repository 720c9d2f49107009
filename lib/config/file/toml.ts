import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';
import { ConfigError } from '../problem.ts';
import { nodesIn } from './nodes.ts';
import { whereWrong } from './toml-error.ts';
import type { TomlTable } from './toml-value.ts';

export type KeyPath = readonly (string | number)[];

/** A TOML file as a value, with the line of each part. */
export interface TomlDocument {
  readonly file: string;
  readonly value: TomlTable;
  /** The line of a key or of an array's element; if it is missing, that of the nearest table around it. */
  lineOf(path: KeyPath): number;
}

/** Throws ConfigError with the line if the text is not TOML 1.0. */
export function parseToml(text: string, file: string): TomlDocument {
  try {
    return documentOf(text, file);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ConfigError(file, [
      { path: '', line: 1, message: 'a text is too long, or lists and tables are nested too deeply' },
    ]);
  }
}

function documentOf(text: string, file: string): TomlDocument {
  const document = parse(text, file);
  const lines = linesOf(document);
  refusePrototypes(lines, file);
  return {
    file,
    value: getStaticTOMLValue(document) as TomlTable,
    lineOf: (path) => nearestLine(path, lines),
  };
}

/** `['runners', 0, 'machine']` as people write it: `runners[0].machine`. */
export function showPath(path: KeyPath): string {
  return path
    .map((key, depth) => (typeof key === 'number' ? `[${key}]` : depth === 0 ? key : `.${key}`))
    .join('');
}

/** Is it that place, or one within it? */
export const isWithin = (path: KeyPath, whole: KeyPath): boolean =>
  whole.every((part, depth) => path[depth] === part);

/**
 * A byte order mark is passed over, as GitLab Runner's reader does; and a file of Windows has no CR in its scripts, which
 * a shell on a machine would take for a part of the line.
 */
function parse(text: string, file: string): AST.TOMLProgram {
  try {
    return parseTOML(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { line, message } = whereWrong(text, error);
    throw new ConfigError(file, [{ path: '', line, message: `this is not TOML: ${message}` }]);
  }
}

/** Names that all objects have, such as `__proto__`, would change every object of this process. */
function refusePrototypes(lines: ReadonlyMap<string, number>, file: string): void {
  const problems = [...lines]
    .filter(([path]) => (path.split('.').at(-1) ?? '') in {})
    .map(([path, line]) => ({ path, line, message: 'is not a key that GitLab Runner knows: remove it' }));
  if (problems.length > 0) throw new ConfigError(file, problems);
}

function linesOf(document: AST.TOMLProgram): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const note = (path: KeyPath, line: number) => {
    if (!lines.has(showPath(path))) lines.set(showPath(path), line);
  };
  for (const { path, node } of nodesIn(document)) {
    note(path, node.loc.start.line);
    // The first heading of a list of tables is the list's, too.
    if (node.type === 'TOMLTable' && node.kind === 'array') note(path.slice(0, -1), node.loc.start.line);
  }
  return lines;
}

function nearestLine(path: KeyPath, lines: ReadonlyMap<string, number>): number {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(showPath(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}
