import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokenLinks } from './broken-links.ts';
import { PAGES } from './pages.ts';

test('every link, image and anchor of the documentation leads somewhere', async () => {
  expect(await brokenLinks(process.cwd(), PAGES)).toEqual([]);
});

const INDEX = readFileSync('docs/README.md', 'utf8');
const inOrder = [...INDEX.matchAll(/^\| \[([a-z-]+\.md)\]/gm)].map(([, page]) => page ?? '');
/** What is looked up, and not read through. */
const REFERENCE = 'configuration.md';
const readThrough = inOrder.filter((page) => page !== REFERENCE);

test('the index names each page once', () => {
  const pages = PAGES.filter((page) => page.startsWith('docs/')).map((page) => page.slice('docs/'.length));
  expect(inOrder.toSorted()).toEqual(pages.filter((page) => page !== 'README.md').toSorted());
});

test.each(readThrough.slice(0, -1).map((page, index) => [page, readThrough[index + 1]]))(
  '%s leads to %s',
  (page, next) => {
    const [last = ''] = readFileSync(`docs/${page}`, 'utf8').trimEnd().split('\n').slice(-1);
    expect(last).toMatch(/^Next: \[.+\]\(.+\)\.$/);
    expect(last).toContain(`](${next}).`);
  },
);

test.each([
  ['a file', '[x](none.md)', 'Cannot find file'],
  ['an image', '![x](none.png)', 'Cannot find file'],
  ['a heading of the page', '[x](#none)', 'Cannot find heading'],
  ['a heading of another page', '[x](other.md#none)', 'Cannot find heading'],
])('a missing %s is found', async (_, link, reason) => {
  const folder = mkdtempSync(join(tmpdir(), 'links-'));
  writeFileSync(join(folder, 'other.md'), '# Other\n');
  writeFileSync(join(folder, 'page.md'), `# Page\n\n[fine](other.md#other) ${link}\n`);
  expect(await brokenLinks(folder, ['page.md', 'other.md'])).toEqual([
    expect.stringContaining(`page.md:3: ${reason}`),
  ]);
});
