import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNNER = `concurrent = 2
[[runners]]
  name = "one"
  url = "https://gitlab.example.com"
  executor = "docker+machine"
  [runners.docker]
    privileged = "true"
  [runners.machine]
    MachineDriver = "amazonec2"
    MachineName = "one-%s"
    MachineOptions = ["amazonec2-subnet-id=subnet-0a1b2c3d", "amazonec2-instance-type=m5.large"]
  [runners.bastionless]
    project = 42
`;
const STATE = `{ "machines": [{ "name": "a", "runner": "gitlab-aws-autoscaler", "state": "Idle", "since": "2026-11-24T10:00:00Z" }],
  "jobs": [{ "id": 1, "status": "pending" }, { "id": 2, "status": "pending" }] }`;

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'bom.toml': `\uFEFF${RUNNER.replace('"true"', 'true')}`,
  'windows.toml': RUNNER.replace('"true"', 'true').replaceAll('\n', '\r\n'),
  'fixable.toml': RUNNER,
  'empty.toml': '',
  'binary.toml': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 1),
  'latin1.toml': Buffer.from('concurrent = 1 # café', 'latin1'),
  'broken.toml': 'concurrent = ',
  'wrong.toml': RUNNER.replace('concurrent = 2', 'concurrent = 0'),
  'state.json': STATE,
  'list.json': '[]',
  'typo.json': '{"job":[]}',
  'twice.json': '{"jobs":[{"id":1,"status":"pending"},{"id":1,"status":"pending"}]}',
  'half.json': '{ "machines": [{ "name": "a" }] }',
  'jobs.csv': 'queued_at,duration_s,tags\n2026-11-23T08:00:00Z,60,\n',
  'latin1.csv': Buffer.from('queued_at,duration_s,tags\n2026-11-23T08:00:00Z,60,café\n', 'latin1'),
  'no-header.csv': '2026-11-23T08:00:00Z,60,\n',
  'bad-time.csv': 'queued_at,duration_s,tags\nyesterday,60,\n',
};

/** A folder with good and bad files for the commands, and the project's own config.toml. */
export function aFolderOfFiles(): string {
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  mkdirSync(join(folder, 'a-folder'));
  cpSync('config.toml', join(folder, 'config.toml'));
  cpSync('test/fixtures/configs/published/of-a-blog-2017.toml', join(folder, 'bastion.toml'));
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  return folder;
}
