import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';
import { ConfigError, type Problem } from '../problem.ts';
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
  const lines = new Map<string, number>();
  for (const node of document.body[0].body) noteLines(node, [], lines);
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
    const { line, message } = wrongIn(text, error);
    throw new ConfigError(file, [{ path: '', line, message: `this is not TOML: ${message}` }]);
  }
}

/** Where a line ends too early, as in a template whose variable is not set, the parser has gone on to the next line. */
function wrongIn(text: string, error: ParseError): Pick<Problem, 'line' | 'message'> {
  const lines = text.split(/\r?\n/);
  const { lineNumber: found, column, message } = error;
  const isBlankBefore = (lines[found - 1] ?? '').slice(0, column).trim() === '';
  const before = lines.slice(0, found - 1).findLastIndex((line) => bare(line) !== '');
  const [, key, equals] = /^([\w.-]+)\s*(=?)$/.exec(bare(lines[before] ?? '')) ?? [];
  if (isBlankBefore && key !== undefined)
    return { line: before + 1, message: equals ? `${key} has no value` : `${key} has no = and no value` };
  const [, twice = ''] = /^\s*([[\]\w."' -]+)/.exec(lines[found - 1] ?? '') ?? [];
  const of = message.startsWith('Defining a key multiple times') ? `: ${twice.trim()}` : placeOf(error, text);
  const isAtEnd = isBlankBefore && before >= 0 && message.startsWith('Unterminated');
  return { line: isAtEnd ? before + 1 : found, message: `${message}${of}` };
}

/** A line without its comment. */
const bare = (line: string): string => line.replace(/#.*/, '').trim();

/** Only the character: a secret may stand beside it. */
function placeOf({ message, lineNumber, column }: ParseError, text: string): string {
  const character = text.split(/\r?\n/)[lineNumber - 1]?.[column];
  return message.startsWith('Unexpected') && character !== undefined
    ? `: ${shownCharacter(character)} in column ${column + 1}`
    : '';
}

/** With its number if it may look like another, or like nothing: a web page's non-breaking space is U+00A0. */
function shownCharacter(character: string): string {
  if (/[ -~]/.test(character)) return `"${character}"`;
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return /\p{L}|\p{P}|\p{S}/u.test(character) ? `"${character}" (U+${number})` : `U+${number}`;
}

/** Names that all objects have, such as `__proto__`, would change every object of this process. */
function refusePrototypes(lines: ReadonlyMap<string, number>, file: string): void {
  const problems = [...lines]
    .filter(([path]) => (path.split('.').at(-1) ?? '') in {})
    .map(([path, line]) => ({ path, line, message: 'is not a key that GitLab Runner knows: remove it' }));
  if (problems.length > 0) throw new ConfigError(file, problems);
}

function noteLines(node: AST.TOMLNode, around: KeyPath, lines: Map<string, number>): void {
  const note = (path: KeyPath) => {
    if (!lines.has(showPath(path))) lines.set(showPath(path), node.loc.start.line);
  };
  switch (node.type) {
    case 'TOMLTable':
      note(node.resolvedKey);
      if (node.kind === 'array') note(node.resolvedKey.slice(0, -1));
      for (const entry of node.body) noteLines(entry, node.resolvedKey, lines);
      return;
    case 'TOMLKeyValue': {
      const path = [...around, ...keysOf(node.key)];
      note(path);
      noteLines(node.value, path, lines);
      return;
    }
    case 'TOMLInlineTable':
      for (const entry of node.body) noteLines(entry, around, lines);
      return;
    case 'TOMLArray':
      node.elements.forEach((element, index) => {
        noteLines(element, [...around, index], lines);
      });
      return;
    default:
      note(around);
  }
}

function keysOf(key: AST.TOMLKey): string[] {
  return key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}

function nearestLine(path: KeyPath, lines: ReadonlyMap<string, number>): number {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(showPath(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}
