import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerVersionToSet } from '../../../../lib/cli/gitlab/runner-version.ts';
import { fillIn, leftOutOf, shownKeys } from '../../../../lib/cli/init/fill-in.ts';
import { readConfigFile } from '../../../../lib/config/read.ts';
import { aFolderOfFiles } from '../a-folder-of-files.ts';

const SITE = { kind: 'Project', id: 42, path: 'acme/site', level: 40 } as const;

const runner = (name: string, own: string) => `[[runners]]
  name = "${name}"
  url = "https://gitlab.example.com"
  executor = "docker+machine"
  [runners.machine]
    MachineDriver = "amazonec2"
    MachineName = "${name}-%s"
    MachineOptions = ["amazonec2-subnet-id=subnet-0a1b2c3d"]
  [runners.bastionless]
    ${own}
`;

function aFile(...owns: readonly string[]): string {
  const file = join(aFolderOfFiles(), 'config.toml');
  writeFileSync(file, `concurrent = 2\n${owns.map((own, index) => runner(`r${index}`, own)).join('')}`);
  return file;
}

test('each runner gets what its entry leaves out, and keeps what it says', () => {
  const file = aFile('tags = ["a"]', 'group = 7', 'runner_version = "19.4.0"');
  const leftOut = leftOutOf(readConfigFile(file), file, { place: SITE, runnerVersion: '18.2.0' });
  expect(shownKeys(leftOut)).toBe('project = 42, runner_version = "18.2.0"');
  expect(fillIn(file, leftOut)).toEqual([expect.objectContaining({ verdict: 'ok' })]);
  expect(readConfigFile(file).runners.map(({ scope, software }) => [scope, software.runnerVersion])).toEqual([
    [{ kind: 'Project', id: 42 }, '18.2.0'],
    [{ kind: 'Group', id: 7 }, '18.2.0'],
    [{ kind: 'Project', id: 42 }, '19.4.0'],
  ]);
  expect(leftOutOf(readConfigFile(file), file, { place: SITE, runnerVersion: '18.2.0' })).toEqual([]);
});

test('a file of Windows stays one', () => {
  const file = join(aFolderOfFiles(), 'windows.toml');
  fillIn(file, [{ runner: 0, key: 'runner_version', value: '18.2.0' }]);
  expect(readFileSync(file, 'utf8').replaceAll('\r\n', '')).not.toContain('\n');
  expect(readConfigFile(file).runners[0]?.software.runnerVersion).toBe('18.2.0');
});

test('where nothing can be written, that is told', () => {
  const [finding] = fillIn('no/such/config.toml', [{ runner: 0, key: 'project', value: 42 }]);
  expect(finding).toMatchObject({
    verdict: 'warn',
    found: expect.stringContaining('project = 42 is not written: '),
  });
});

test.each([
  ['18.2', '18.2.0'],
  ['19.4', undefined],
  [undefined, undefined],
])(
  'of a GitLab %s that is older than what machines download its own version is set',
  async (gitlab, expected) => {
    const settings = readConfigFile(aFile('project = 42'));
    const [major = 0, minor = 0] = (gitlab ?? '').split('.').map(Number);
    const version = async () => (gitlab === undefined ? undefined : { major, minor });
    expect(await runnerVersionToSet({ version }, settings)).toBe(expected);
  },
);
