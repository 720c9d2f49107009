import type { ParseError } from 'toml-eslint-parser';
import type { Problem } from '../problem.ts';

type Place = Pick<Problem, 'line' | 'message'>;

/** Where a text is not TOML, and what to do about it. Where a line ends too early, the parser has gone on to the next. */
export function whereWrong(text: string, error: ParseError): Place {
  const lines = text.split(/\r?\n/);
  const { lineNumber: found, column, message } = error;
  const line = lines[found - 1] ?? '';
  const isBlankBefore = line.slice(0, column).trim() === '';
  const before = lines.slice(0, found - 1).findLastIndex((one) => bare(one) !== '');
  const unfinished = isBlankBefore ? unfinishedIn(bare(lines[before] ?? '')) : undefined;
  if (unfinished !== undefined) return { line: before + 1, message: unfinished };
  const [, twice = ''] = /^\s*([[\]\w."' -]+)/.exec(line) ?? [];
  if (message.startsWith('Defining a key multiple times'))
    return { line: found, message: `${message}: ${twice.trim()}` };
  const isAtEnd = isBlankBefore && before >= 0 && message.startsWith('Unterminated');
  return {
    line: isAtEnd ? before + 1 : found,
    message: `${message}${placeOf(error, line)}${hintFor(message, line, column)}`,
  };
}

/** A line without its comment. */
const bare = (line: string): string => line.replace(/#.*/, '').trim();

/** What a line lacks that the parser looked for in the next. */
function unfinishedIn(line: string): string | undefined {
  const [, key, equals] = /^([\w.-]+)\s*(=?)$/.exec(line) ?? [];
  if (key !== undefined) return equals ? `${key} has no value` : `${key} has no = and no value`;
  const [heading, , closed = ''] = /^\[(\[?)[^\]]*(\]?)$/.exec(line) ?? [];
  return heading === undefined || (closed !== '' && !heading.startsWith('[['))
    ? undefined
    : `the heading ${heading} has no ${heading.startsWith('[[') ? ']]' : ']'} at its end`;
}

/** Only the character: a secret may stand beside it. */
function placeOf({ message, column }: ParseError, line: string): string {
  const character = line[column];
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

/** What people write where TOML has something else. The first that fits what stands before and from the place on counts. */
const HINTS: readonly (readonly [message: RegExp, before: RegExp, from: RegExp, hint: string])[] = [
  [/^Unexp/, /^$/, /^(<{7}|={7}|>{7})/, 'this is left of a merge: keep one side of it'],
  [/^Unexp|newline/, /./, /^(\/\/|;)/, 'a comment begins with #'],
  [/^Unexp/, /^\s*$/, /^(\/\/|;|--)/, 'a comment begins with #'],
  [/^Unexp/, /=\s*$/, /^(True|TRUE|False|FALSE|yes|no|on|off)\b/, 'write true or false'],
  [/^Unexp/, /=\s*$/, /^[\p{L}/~$<{]/u, 'a text stands in quotes'],
  [/^Unexp/, /=\s*$/, /^[“”„‘’«»]/, 'quotes are " or \''],
  [/^Unexp/, /^\s*[\w.-]+$/, /^:/, 'TOML has = between a key and its value'],
  [/newline/, /./, /^,/, 'keys have no comma after their value'],
  [/newline/, /./, /^/, 'each key has a line of its own'],
  [/comma/, /^/, /^/, 'one is missing before this'],
  [/escape/, /^/, /^/, 'a text with \\ in it stands in single quotes'],
];

function hintFor(message: string, line: string, column: number): string {
  const [before, from] = [line.slice(0, column), line.slice(column)];
  const [, , , hint] =
    HINTS.find(([said, left, right]) => said.test(message) && left.test(before) && right.test(from)) ?? [];
  return hint === undefined ? '' : `; ${hint}`;
}
