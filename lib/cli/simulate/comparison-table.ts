import Table from 'cli-table3';
import type { Comparison } from '../../compare/compare.ts';
import type { OneMore } from '../../compare/one-more.ts';
import { filled } from '../terminal/text.ts';
import { headlineOf, rowsOf } from './figures-table.ts';
import { verdictOf } from './verdict.ts';

/** Five systems fit in 80 columns. */
const TITLE_WIDTH = 22;
const SYSTEM_WIDTH = 11;

/** The comparison for a terminal: a column for each system. */
export function showComparison(comparison: Comparison, more?: OneMore): string {
  const { systems } = comparison;
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: ['left', ...systems.map(() => 'right' as const)],
    colWidths: [TITLE_WIDTH, ...systems.map(() => SYSTEM_WIDTH)],
  });
  const heads = systems.map(({ name }) => name.replace('-', '-\n'));
  table.push(['', ...heads.map((content) => ({ content, vAlign: 'bottom' as const }))]);
  for (const { title, isPart, of } of rowsOf(comparison)) {
    table.push([isPart ? `  ${title}` : title, ...systems.map(({ result }) => of(result))]);
  }
  const verdict = verdictOf(comparison, more).map((sentence) => filled(sentence, '', ''));
  const lines = table.toString().replaceAll(/ +$/gm, '');
  return [...headlineOf(comparison.scenario), '', lines, '', ...verdict].join('\n');
}

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};
