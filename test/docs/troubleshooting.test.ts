import { globSync, readFileSync } from 'node:fs';

const PAGE = readFileSync('docs/troubleshooting.md', 'utf8');
const SAID = globSync(['lib/**/*.ts', 'lib/**/*.sh', 'functions/**/*.ts'])
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

const rows = PAGE.split('\n').filter((line) => /^\| `(doctor|status)`/.test(line));
/** What each row quotes, without what differs from case to case. */
const quotes = rows.flatMap((line) => {
  const [, says = ''] = line.split(' | ');
  return [...says.matchAll(/`([^`]+)`/g)].map(([, quote = '']) => quote);
});

test('every message that the page quotes is in the code', () => {
  expect(rows.length).toBeGreaterThan(15);
  expect(quotes.length).toBeGreaterThan(20);
  const parts = quotes.flatMap((quote) => quote.split(/\s*…\s*/)).filter((part) => part !== '');
  expect(parts.filter((part) => !SAID.includes(part))).toEqual([]);
});
