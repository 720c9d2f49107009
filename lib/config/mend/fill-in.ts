import { inserted, intoInline, replaced } from './edits.ts';
import { spansIn } from './spans.ts';

/** A key of `[runners.bastionless]` that a file leaves out. */
export interface LeftOut {
  /** The place of its `[[runners]]` entry, from 0. */
  readonly runner: number;
  readonly key: string;
  readonly value: number | string;
}

/**
 * A config.toml with that key too, in place of a comment that shows it, as `move` writes them. All else stays as it is.
 */
export function filledIn(text: string, { runner, key, value }: LeftOut): string {
  const spans = spansIn(text);
  const entry = `runners[${runner}]`;
  const line = `${key} = ${JSON.stringify(value)}`;
  const inline = spans.keyAt(`${entry}.bastionless`);
  if (inline !== undefined) return intoInline(text, inline.value[0], line);
  const own = spans.headingAt(`${entry}.bastionless`);
  if (own !== undefined) return replaceComment(text, own, key, line) ?? inserted(text, own, `    ${line}`);
  const heading = spans.headingAt(entry);
  return heading === undefined ? text : inserted(text, heading, `  bastionless.${line}`);
}

function replaceComment(text: string, from: number, key: string, line: string): string | undefined {
  const end = /^[ \t]*\[/m.exec(text.slice(from))?.index;
  const table = text.slice(from, end === undefined ? undefined : from + end);
  const shown = new RegExp(`^([ \\t]*)# *(?:${SAME[key] ?? key}) = .*$`, 'm').exec(table);
  if (shown === null) return undefined;
  const start = from + shown.index;
  return replaced(text, [start, start + shown[0].length], `${shown[1]}${line}`);
}

/** Keys of which one is set: a comment may show the other. */
const SAME: Readonly<Record<string, string>> = { project: 'project|group', group: 'project|group' };
