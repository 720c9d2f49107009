import { type AST, parseTOML } from 'toml-eslint-parser';
import { type KeyPath, showPath } from '../toml.ts';

/** Where in a text a key, or an element of a list, stands: offsets of characters. */
export interface Place {
  readonly start: number;
  readonly end: number;
  /** Of the key alone; an element has none. */
  readonly key?: readonly [start: number, end: number];
  /** Of the value alone. */
  readonly value: readonly [start: number, end: number];
}

export interface Places {
  /** By the path, as it is written. */
  readonly keys: ReadonlyMap<string, Place>;
  /** The end of a table's heading, by the table's path. */
  readonly headings: ReadonlyMap<string, number>;
  /** Where each `[[runners]]` entry ends. */
  readonly runnerEnds: readonly number[];
}

/** Throws ParseError if the text is not TOML. */
export function placesIn(text: string): Places {
  const [top] = parseTOML(text).body;
  const keys = new Map<string, Place>();
  const headings = new Map<string, number>();
  const starts: number[] = [];
  for (const node of top.body) {
    if (node.type === 'TOMLTable') {
      if (showPath(node.resolvedKey).match(/^runners\[\d+\]$/)) starts.push(node.range[0]);
      headings.set(showPath(node.resolvedKey), text.indexOf('\n', node.key.range[1]) + 1 || text.length);
      for (const pair of node.body) note(pair, node.resolvedKey, keys);
    } else {
      note(node, [], keys);
    }
  }
  const runnerEnds = starts.map((_, index) => starts[index + 1] ?? text.length);
  return { keys, headings, runnerEnds };
}

function note(pair: AST.TOMLKeyValue, around: KeyPath, keys: Map<string, Place>): void {
  const path = [
    ...around,
    ...pair.key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value)),
  ];
  const [start, end] = pair.range;
  keys.set(showPath(path), { start, end, key: pair.key.range, value: pair.value.range });
  noteInside(pair.value, path, keys);
}

function noteInside(value: AST.TOMLContentNode, path: KeyPath, keys: Map<string, Place>): void {
  if (value.type === 'TOMLInlineTable') for (const pair of value.body) note(pair, path, keys);
  if (value.type !== 'TOMLArray') return;
  value.elements.forEach((element, index) => {
    const [start, end] = element.range;
    keys.set(showPath([...path, index]), { start, end, value: element.range });
    noteInside(element, [...path, index], keys);
  });
}
