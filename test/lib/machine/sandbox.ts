/**
 * A machine that is none: its script runs for real, in a folder of its own, with nothing on its PATH but
 * coreutils and the stand-ins of fakes.sh, which keep a record of their calls and answer like the real ones.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { machineScript } from '../../../lib/machine/script.ts';
import { softwareForImage, userDataOf } from '../../../lib/machine/user-data.ts';
import { aRunner } from '../../builders/settings.ts';

export interface MachineImage {
  readonly packageManager: 'dnf' | 'apt-get';
  /** Of curl, docker, gitlab-runner, mkfs.xfs, mkfs.ext4: what the image holds already. */
  readonly installed: readonly string[];
  readonly architecture?: 'x86_64' | 'aarch64';
  /** Files that the image holds already, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Surroundings {
  /** HTTP statuses of the register calls, one after the other; the last for ever. 000 = no answer. */
  readonly statuses: readonly string[];
  /** The answer that goes with 200. */
  readonly answer: string;
  /** How often a command fails, by the beginning of its command line. */
  readonly failures?: Failures;
  /** Whether EC2 has given notice of an interruption, ask for ask: yes or no; the last for ever. None = no. */
  readonly notices?: readonly string[];
  /** What systemd, the journal and the disk say, by what is asked; see fakes.sh. */
  readonly says?: Says;
}
export type Says = Readonly<
  Partial<
    Record<
      | 'is-system-running'
      | 'docker-is-active'
      | 'docker-restarts'
      | 'containers'
      | 'formatted'
      | 'journal'
      | 'free'
      | 'checksum',
      string
    >
  >
>;
type Failures = Readonly<Record<string, number>>;

/** What is otherwise when something else runs than the boot. */
export interface Later {
  readonly failures?: Failures;
  readonly says?: Says;
  readonly notices?: readonly string[];
  /** How often it sleeps before it is stopped. */
  readonly sleeps?: number;
  /** What systemd puts into its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What came of a script that ran on the machine. */
interface Run {
  readonly exitCode: number | null;
  readonly log: string;
  /** Command lines, in order, with the machine's root folder taken off its paths. */
  readonly calls: readonly string[];
  /** What was sent to the control plane as a report. */
  readonly report: string;
}

interface Boot extends Run {
  /** What curl was given on its standard input. */
  readonly curlInput: string;
  file(path: string): string;
  exists(path: string): boolean;
  /** Runs what the boot has left, as systemd would. */
  run(command: 'watch' | 'stopping' | 'ended' | 'prefetch', later?: Later): Run;
  /** The permission bits, in octal digits. */
  mode(path: string): string;
}

const REAL = [
  ...[
    'base64',
    'bash',
    'cat',
    'chmod',
    'cp',
    'flock',
    'gunzip',
    'gzip',
    'head',
    'ln',
    'mktemp',
    'mkdir',
    'mv',
    'readlink',
    'rm',
    'sha256sum',
    'sort',
    'tail',
    'tee',
  ],
];
const FAKES_OF_EVERY_IMAGE = [
  ...['blkid', 'df', 'journalctl', 'mount', 'shutdown', 'sleep', 'systemctl', 'systemd-run', 'uname'],
];
const folders: string[] = [];
const RUNNER = aRunner({ passedOn: { docker: { image: 'ruby:3.4' } } });
const USER_DATA = userDataOf(RUNNER, { apiUrl: 'https://api.example.com/machines', region: 'eu-west-1' });

export function removeSandboxes(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export const boot = (image: MachineImage, around: Surroundings): Boot => start(image, around, USER_DATA);

/** What runs on the instance that an image is made of. */
export const makeImage = (image: MachineImage, around: Surroundings): Boot =>
  start(image, around, softwareForImage('19.3.0', ['ruby:3.4']));

function start(image: MachineImage, around: Surroundings, text: string): Boot {
  const folder = mkdtempSync(join(tmpdir(), 'machine-'));
  folders.push(folder);
  const root = join(folder, 'root');
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const put = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  for (const name of REAL) symlinkSync(which(name) ?? '', join(bin, name));
  layFakes(folder, bin, image);
  for (const [path, text] of Object.entries(image.files ?? {})) put(join(root, path), text);
  put(join(folder, 'architecture'), image.architecture ?? 'x86_64');
  put(join(folder, 'statuses'), `${around.statuses.join('\n')}\n`);
  put(join(folder, 'answer'), around.answer);
  put(join(folder, 'script'), machineScript());
  put(join(folder, 'curl-input'), '');
  put(join(folder, 'reports'), '');
  mkdirSync(join(root, 'var/lib'), { recursive: true });
  const script = join(folder, 'user-data.sh');
  put(script, text);

  const read = (path: string) => readFileSync(path, 'utf8');
  const run = (
    words: readonly string[],
    { failures = {}, says = {}, notices = ['no'], ...later }: Later,
  ): Run => {
    put(join(folder, 'failures'), failureLines(failures));
    put(join(folder, 'calls'), '');
    put(join(folder, 'notices'), `${notices.join('\n')}\n`);
    put(join(folder, 'sleeps'), `${later.sleeps ?? ''}`);
    rmSync(join(folder, 'says'), { recursive: true, force: true });
    mkdirSync(join(folder, 'says'));
    for (const [question, answer] of Object.entries(says)) put(join(folder, 'says', question), answer);
    const env = { PATH: bin, SANDBOX: folder, TMPDIR: folder, BASTIONLESS_ROOT: root, ...later.env };
    const ended = spawnSync(join(bin, 'bash'), words, { env, encoding: 'utf8', timeout: 50_000 });
    return {
      exitCode: ended.status,
      log: (ended.stdout + ended.stderr).replaceAll(root, ''),
      calls: read(join(folder, 'calls')).replaceAll(root, '').trimEnd().split('\n'),
      report: read(join(folder, 'reports')).replaceAll(root, ''),
    };
  };
  return {
    ...run([script], around),
    run: (command, later = {}) => run([join(root, 'run/bastionless/machine'), command], later),
    curlInput: read(join(folder, 'curl-input')),
    file: (path) => read(join(root, path)).replaceAll(root, ''),
    exists: (path) => existsSync(join(root, path)),
    mode: (path) => (statSync(join(root, path)).mode & 0o777).toString(8),
  };
}

/** Those of the image go on the PATH; the rest waits in `packages`, where the package managers find it. */
function layFakes(folder: string, bin: string, { packageManager, installed }: MachineImage): void {
  const fakes = readFileSync(new URL('fakes.sh', import.meta.url), 'utf8');
  const packages = join(folder, 'packages');
  mkdirSync(packages);
  const lay = (name: string, place: string) => {
    writeFileSync(join(place, name), fakes);
    chmodSync(join(place, name), 0o755);
  };
  for (const name of [...FAKES_OF_EVERY_IMAGE, packageManager, ...installed]) lay(name, bin);
  for (const name of ['curl', 'docker', 'docker.io', 'gitlab-runner']) lay(name, packages);
}

function failureLines(failures: Readonly<Record<string, number>>): string {
  return Object.entries(failures)
    .map(([command, times]) => `${times}\t${command}\n`)
    .join('');
}

function which(command: string): string | undefined {
  return process.env['PATH']
    ?.split(delimiter)
    .map((place) => join(place, command))
    .find(existsSync);
}
