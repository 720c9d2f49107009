import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokenLinks } from './broken-links.ts';
import { PAGES } from './pages.ts';

test('every link, image and anchor of the documentation leads somewhere', async () => {
  expect(await brokenLinks(process.cwd(), PAGES)).toEqual([]);
});

test.each([
  ['a file', '[x](none.md)', 'Cannot find file'],
  ['an image', '![x](none.png)', 'Cannot find file'],
  ['a heading of the page', '[x](#none)', 'Cannot find heading'],
  ['a heading of another page', '[x](other.md#none)', 'Cannot find heading'],
])('%s that is not there is found', async (_, link, reason) => {
  const folder = mkdtempSync(join(tmpdir(), 'links-'));
  writeFileSync(join(folder, 'other.md'), '# Other\n');
  writeFileSync(join(folder, 'page.md'), `# Page\n\n[fine](other.md#other) ${link}\n`);
  expect(await brokenLinks(folder, ['page.md', 'other.md'])).toEqual([
    expect.stringContaining(`page.md:3: ${reason}`),
  ]);
});
