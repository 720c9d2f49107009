import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CA_ON_MACHINES } from '../../../lib/config/gitlab-ca.ts';
import { caScript } from '../../../lib/machine/gitlab-ca.ts';
import { anOwnCa } from '../../builders/own-ca.ts';

const own = anOwnCa();

/** Runs the script in a folder that stands for the machine's root, and tells what it called. */
function run(folders: readonly string[]): { readonly root: string; readonly called: string } {
  const root = mkdtempSync(join(tmpdir(), 'machine-'));
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  const script = caScript(own.ca).replaceAll(/ (>?)(\/(etc|usr)\/)/g, ` $1${root}$2`);
  const called = execFileSync(
    'bash',
    [
      '--norc',
      '-ec',
      `update-ca-trust() { echo trust; }\nupdate-ca-certificates() { echo certificates; }\n${script}`,
    ],
    { encoding: 'utf8' },
  );
  return { root, called };
}

test.each([
  ['Amazon Linux', '/etc/pki/ca-trust/source/anchors', 'trust\n'],
  ['Ubuntu and Debian', '/usr/local/share/ca-certificates', 'certificates\n'],
])('gitlab-runner and the system of %s trust the CA', (_, folder, tool) => {
  const { root, called } = run([folder]);
  expect(readFileSync(join(root, CA_ON_MACHINES), 'utf8')).toBe(own.ca);
  expect(readFileSync(join(root, folder, 'bastionless-gitlab.crt'), 'utf8')).toBe(own.ca);
  expect(called).toBe(tool);
});

test('a system that keeps its CAs otherwise hinders nothing', () => {
  const { root, called } = run([]);
  expect(readFileSync(join(root, CA_ON_MACHINES), 'utf8')).toBe(own.ca);
  expect(called).toBe('');
});
