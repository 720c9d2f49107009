import { readFileSync } from 'node:fs';
import { PAGES } from './pages.ts';

/** Rows that have more or fewer cells than the heading of their table, each as `page:line`: what is too much is not shown. */
function unevenRows(page: string): string[] {
  const cellsOf = (line = ''): number => (/^\s*\|/.test(line) ? line.split(/(?<!\\)\|/).length : 0);
  let heading = 0;
  return readFileSync(page, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const cells = cellsOf(line);
      heading = heading === 0 || cells === 0 ? cells : heading;
      return cells === heading ? [] : [`${page}:${index + 1}`];
    });
}

test.each(PAGES)('each row of the tables of %s has as many cells as its heading', (page) => {
  expect(unevenRows(page)).toEqual([]);
});
