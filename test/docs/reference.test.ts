import { readFileSync } from 'node:fs';
import { TABLES } from '../../lib/config/upstream/keys.ts';
import { REFERENCE, reference } from './reference/reference.ts';

test('docs/configuration.md is up to date with the schemas: npm run docs', () => {
  expect(readFileSync(REFERENCE, 'utf8')).toBe(reference());
});

test.each([
  ['a key of GitLab Runner', '| `IdleCount` | a whole number, 0 or more | `0` | machines that'],
  ['a key of ours', '| `retry_limit` | a whole number, 0 or more | `2` |'],
  ['a key that is passed on', '`dns_search`, `privileged`, '],
  ['a key of a newer GitLab Runner', '`use_slot_cgroups` (since 18.6)'],
  ['a key that is gone', '- `pre_clone_script`: **replaced** by pre_get_sources_script of each machine'],
  ['an option of the driver', '| `amazonec2-root-size` | a size in GiB, such as 16 | `16` |'],
  [
    'an option that is refused',
    '- `amazonec2-access-key`, `amazonec2-secret-key`, `amazonec2-session-token`: **refused** because functions',
  ],
  ['a key of docker-autoscaler', '| `max_use_count` | a whole number, 0 or more | `0` | as MaxBuilds |'],
])('it has %s', (_, row) => {
  expect(reference()).toContain(row);
});

test('every key of GitLab Runner is there', () => {
  const keys = Object.values(TABLES).flatMap((table) =>
    Object.entries(table).flatMap(([name, { fate }]) => (fate === 'misplaced' ? [] : [name])),
  );
  const tables = ['runners', 'autoscaling', 'policy', 'bastionless', 'services'];
  const text = reference();
  expect(keys.filter((name) => !tables.includes(name) && !text.includes(`\`${name}\``))).toEqual([]);
});
