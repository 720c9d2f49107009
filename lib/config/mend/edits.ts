import type { Span } from './spans.ts';

/** A text without a key or without an element of a list, and without its line if nothing else stands there. */
export function without(text: string, { start, end }: Span): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end) + 1;
  const before = text.slice(lineStart, start);
  const after = text.slice(end, lineEnd);
  const isAlone = /^[\s,]*$/.test(before) && /^\s*,?\s*(#.*)?$/.test(after.trimEnd());
  if (isAlone) {
    // A comma before the next element goes along, if the removed one has none of its own.
    const hasComma = before.includes(',') || /^\s*,/.test(after);
    const rest = text.slice(lineEnd);
    return text.slice(0, lineStart) + (hasComma ? rest : rest.replace(/^(\s*),\s*/, '$1'));
  }
  const comma = /^\s*,\s*/.exec(after)?.[0].length;
  if (comma !== undefined) return text.slice(0, start) + text.slice(end + comma);
  // With the last element goes the comma before it: an inline table may not end with one.
  return text.slice(0, start).replace(/\s*,\s*$/, '') + text.slice(end);
}

export function replaced(text: string, [start, end]: readonly [number, number], by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

export function inserted(text: string, at: number, line: string): string {
  const gap = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return `${text.slice(0, at)}${gap}${line}\n${text.slice(at)}`;
}

/** An inline table with one more key at its beginning. `open`: the place of its brace. */
export function intoInline(text: string, open: number, line: string): string {
  const rest = text.slice(open + 1).trimStart();
  return `${text.slice(0, open)}{ ${line}${rest.startsWith('}') ? ' ' : ', '}${rest}`;
}
