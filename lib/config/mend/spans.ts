import { parseTOML } from 'toml-eslint-parser';
import { nodesIn } from '../file/nodes.ts';
import { type KeyPath, showPath } from '../file/toml.ts';

/** The part of a text that a key or an element of a list takes, as offsets of characters. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Of the key alone; an element has none. */
  readonly key?: readonly [start: number, end: number];
  /** Of the value alone. */
  readonly value: readonly [start: number, end: number];
}

export interface Spans {
  /** By the path, in whatever case of letters it is written. */
  readonly keyAt: (path: string) => Span | undefined;
  /** The end of a table's heading, by the table's path. */
  readonly headingAt: (path: string) => number | undefined;
  /** Each `[[runners]]` entry with its tables, as whole lines. */
  readonly runners: readonly (readonly [start: number, end: number])[];
}

/** Throws ParseError if the text is not TOML. */
export function spansIn(text: string): Spans {
  const keys = new Map<string, Span>();
  const headings = new Map<string, number>();
  const runners: [number, number][] = [];
  for (const { path, node } of nodesIn(parseTOML(text))) {
    const [start, end] = node.range;
    if (node.type === 'TOMLTable') {
      noteRunner(lower(path), [lineStart(text, start), blockEnd(text, end)], runners);
      headings.set(lower(path), text.indexOf('\n', node.key.range[1]) + 1 || text.length);
    } else if (node.type === 'TOMLKeyValue') {
      keys.set(lower(path), { start, end, key: node.key.range, value: node.value.range });
    } else {
      keys.set(lower(path), { start, end, value: node.range });
    }
  }
  return {
    keyAt: (path) => keys.get(path.toLowerCase()),
    headingAt: (path) => headings.get(path.toLowerCase()),
    runners,
  };
}

function noteRunner(path: string, [start, end]: [number, number], runners: [number, number][]): void {
  if (/^runners\[\d+\]$/.test(path)) runners.push([start, end]);
  const last = runners.at(-1);
  if (last !== undefined && path.startsWith('runners')) last[1] = end;
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** The end of a node's last line, and of the indented comments right below it. */
function blockEnd(text: string, end: number): number {
  const rest = /^[^\n]*(\n[ \t]+#[^\n]*)*\n?/.exec(text.slice(end))?.[0] ?? '';
  return end + rest.length;
}

const lower = (path: KeyPath): string => showPath(path).toLowerCase();
