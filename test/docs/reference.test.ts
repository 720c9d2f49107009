import { readFileSync } from 'node:fs';
import { TABLES } from '../../lib/config/upstream/keys.ts';
import { REFERENCE, reference } from './reference/reference.ts';

test('docs/configuration.md is what the schemas say now: npm run docs', () => {
  expect(readFileSync(REFERENCE, 'utf8')).toBe(reference());
});

test.each([
  ['a key of GitLab Runner', '| `IdleCount` | a whole number, 0 or more | `0` | honoured |'],
  ['a key of ours', '| `retry_limit` | a whole number, 0 or more | `2` |'],
  ['a key that is passed on', '| `privileged` | true or false, without quotes | none | passed on |'],
  ['a key that is gone', 'until 17.0 |'],
  ['an option of the driver', '| `amazonec2-root-size` | a size in GiB, such as 16 | `16` |'],
  ['an option that is refused', '| `amazonec2-access-key` | refused |'],
  [
    'a key of docker-autoscaler',
    '| `max_use_count` | a whole number, 0 or more | `0` | honoured | as MaxBuilds |',
  ],
])('it has the type and default of %s', (_, row) => {
  expect(reference()).toContain(row);
});

test('every key of GitLab Runner has a row', () => {
  const keys = Object.values(TABLES).flatMap((table) =>
    Object.entries(table).flatMap(([name, { fate }]) => (fate === 'misplaced' ? [] : [name])),
  );
  const tables = ['runners', 'autoscaling', 'policy', 'bastionless', 'services'];
  const text = reference();
  expect(keys.filter((name) => !tables.includes(name) && !text.includes(`\n| \`${name}\` |`))).toEqual([]);
});
