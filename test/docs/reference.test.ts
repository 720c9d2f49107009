import { readFileSync } from 'node:fs';
import { REFERENCE, reference } from './reference/reference.ts';

test('docs/configuration.md is what the schemas say now: npm run docs', () => {
  expect(readFileSync(REFERENCE, 'utf8')).toBe(reference());
});

test.each([
  ['a key of GitLab Runner', '| `IdleCount` | a whole number, 0 or more | `0` |'],
  ['a key of ours', '| `retry_limit` | a whole number, 0 or more | `2` |'],
  ['an option of the driver', '| `amazonec2-root-size` | a size in GiB, such as 16 | `16` |'],
  ['an option that is refused', '| `amazonec2-access-key` | refused |'],
  [
    'a key of docker-autoscaler',
    '| `max_use_count` | a whole number, 0 or more | `0` | translated to MaxBuilds |',
  ],
])('it has the type and default of %s', (_, row) => {
  expect(reference()).toContain(row);
});
