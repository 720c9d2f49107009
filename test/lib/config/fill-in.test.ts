import { readdirSync } from 'node:fs';
import { runnerTables } from '../../../lib/config/file/leaves.ts';
import { inspect } from '../../../lib/config/inspect.ts';
import { filledIn } from '../../../lib/config/mend/fill-in.ts';
import { fixture } from './told.ts';

const project = (text: string, runner = 0) => filledIn(text, { runner, key: 'project', value: 42 });

const RUNNER = '[[runners]]\n  name = "a"\n';

test.each([
  ['a table', `${RUNNER}  [runners.bastionless]\n    tags = ["aws"]\n`, '\n    project = 42\n    tags'],
  [
    'a table whose comment shows it',
    `${RUNNER}  [runners.bastionless]\n    # tags = ["aws"]\n    # project = 1     # or group\n[[runners]]\n  # project = 1\n`,
    '    # tags = ["aws"]\n    project = 42\n[[runners]]\n  # project = 1\n',
  ],
  [
    'a table that shows a group',
    `${RUNNER}  [runners.bastionless]\n    # group = 7\n`,
    'bastionless]\n    project = 42\n',
  ],
  ['an inline table', `${RUNNER}  bastionless = { tags = ["aws"] }\n`, '{ project = 42, tags = ["aws"] }'],
  ['an empty inline table', `${RUNNER}  bastionless = {}\n`, '{ project = 42 }'],
  ['dotted keys', `${RUNNER}  bastionless.tags = ["aws"]\n`, '[[runners]]\n  bastionless.project = 42\n'],
  ['no table', RUNNER, '[[runners]]\n  bastionless.project = 42\n'],
  ['no line after its heading', '[[runners]]', '[[runners]]\n  bastionless.project = 42\n'],
])('a key is filled in where there is %s', (_, text, expected) => {
  const filled = project(text);
  expect(filled).toContain(expected);
  const [runner] = runnerTables(inspect(filled, 'config.toml').document.value);
  expect(runner?.['bastionless']).toMatchObject({ project: 42 });
});

test.each(readdirSync('test/fixtures/configs/published').map((file) => file.replace('.toml', '')))(
  'of %s all else stays, and each runner has its own',
  (name) => {
    const text = fixture(`published/${name}`);
    const before = runnerTables(inspect(text, 'config.toml').document.value);
    const filled = before.reduce((now, { bastionless }, index) => {
      const isSaid = Object.keys(bastionless ?? {}).some((key) => key === 'project' || key === 'group');
      return isSaid ? now : project(now, index);
    }, text);
    const after = runnerTables(inspect(filled, 'config.toml').document.value);
    expect(after).toHaveLength(before.length);
    for (const [index, { bastionless, ...others }] of after.entries()) {
      expect(bastionless).toMatchObject({ project: expect.any(Number) });
      expect(before[index]).toMatchObject(others);
    }
  },
);
