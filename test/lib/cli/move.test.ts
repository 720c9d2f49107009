import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moveOf } from '../../../lib/cli/move/move.ts';
import { bastionless } from './bastionless.ts';

const folder = mkdtempSync(join(tmpdir(), 'move-'));
afterAll(() => rmSync(folder, { recursive: true }));
const from = 'test/fixtures/configs/keys-in-many-places.toml';

test('the file to deploy is written, and what is left is told with the worst first', async () => {
  const to = join(folder, 'config.toml');
  const { code, out } = await bastionless('move', from, '--to', to);
  expect(code).toBe(0);
  const text = readFileSync(to, 'utf8');
  expect(text).toContain('  [runners.bastionless]\n    # project = 42');
  expect(text).not.toContain('EXAMPLESECRET');
  expect(out.indexOf('what would fail')).toBeGreaterThan(out.indexOf('changed'));
  expect(out.indexOf('what the file does not say')).toBeGreaterThan(out.indexOf('what would fail'));
  expect(out).toContain('Is the runner protected in GitLab?');
});

test('a file that is there is not written over', async () => {
  const to = join(folder, 'mine.toml');
  writeFileSync(to, 'concurrent = 1\n');
  const { code, err } = await bastionless('move', from, '--to', to);
  expect(code).toBe(1);
  expect(err).toContain('Name another with --to');
  expect(readFileSync(to, 'utf8')).toBe('concurrent = 1\n');
});

test('each runner without our table gets one', () => {
  const one = readFileSync('test/fixtures/configs/set-twice.toml', 'utf8');
  const [, entry = ''] = one.split(/(?=\[\[runners\]\])/);
  const other = entry.replace('"builds"', '"other"').replace(/\s+\[runners.bastionless\][^[]*$/, '\n');
  const { text, left } = moveOf(`${one}${other}`, 'a.toml', 'config.toml');
  expect(text.match(/^ {2}\[runners.bastionless\]$/gm)).toHaveLength(2);
  expect(left.filter(({ harm }) => harm === 'wrong')).toEqual([]);
});

test('what was changed is told by the lines of the bastion’s file, of which other runners are left out', () => {
  const other =
    '# Of deployments.\n[[runners]]\n  name = "deploy"\n  url = "https://gitlab.com"\n  executor = "shell"\n';
  const one = readFileSync('test/fixtures/configs/set-twice.toml', 'utf8');
  const text = one.replace('[[runners]]', `${other}[[runners]]`);
  const { done } = moveOf(text, 'a.toml', 'config.toml');
  expect(done.length).toBeGreaterThan(0);
  const lines = text.split('\n');
  for (const { line } of done) expect(lines[line - 1]).toContain('amazonec2-');
});
