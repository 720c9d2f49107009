import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { sum } from '../../scaler/state/sum.ts';
import { paint } from './output.ts';
import { lineWidth } from './text.ts';

/** What the last column has at least, however wide the others are; its longest word fits too, to be copied. */
const LEAST_LAST = 20;
const GAP = 2;

const BARE = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};

/**
 * Rows under a heading, without lines between them. Each column is as wide as what it holds, but the last, which
 * takes what is left of the line and wraps.
 */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = new Table({
    chars: BARE,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
    colWidths: widthsOf([heading, ...rows]),
    wordWrap: true,
  });
  shown.push(
    heading.map((title) => paint('dim', title)),
    ...rows.map((row) => [...row]),
  );
  return shown.toString().replaceAll(/ +$/gm, '');
}

/** A heading with what is under it; nothing if there is nothing. */
export function section(title: string, body: string): string[] {
  return body === '' ? [] : ['', paint('bold', title), body];
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const columns = rows[0]?.length ?? 0;
  const natural = Array.from(
    { length: columns },
    (_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? '')), 0) + GAP,
  );
  const before = natural.slice(0, -1);
  const left = lineWidth() - sum(before);
  const words = rows.flatMap((row) => (row.at(-1) ?? '').split(/\s+/)).map((word) => widthOf(word) + GAP);
  return [...before, Math.max(LEAST_LAST, ...words, Math.min(natural.at(-1) ?? 0, left))];
}

const widthOf = (text: string): number => stripVTControlCharacters(text).length;
