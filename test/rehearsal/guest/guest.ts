import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Watch } from '../watch.ts';
import { Cgroup } from './cgroup.ts';
import { RUNS } from './guest-base.ts';
import type { GuestImage } from './image.ts';
import { layOut, type Seed } from './lay-out.ts';

/** The guest's only neighbour, and the metadata service: the same host outside. */
export const NEIGHBOUR = '10.77.0.1';
export const METADATA = '169.254.169.254';

export interface GuestOptions extends Seed {
  readonly image: GuestImage;
  /** Of all that the guest writes, in memory: 64m, say. Without it, the disk's. */
  readonly diskSize?: string;
  /** Of a disk of its type's own: 1G, say. Without it, it has none. */
  readonly ownDisk?: string;
  /** Serve what the guest calls, by address and port. */
  readonly servers: Readonly<Record<string, (socket: Server) => void>>;
}

interface ConsoleLine {
  /** Unix time in seconds. */
  readonly at: number;
  readonly text: string;
}

export interface JournalEntry {
  readonly at: number;
  readonly unit: string;
  readonly text: string;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** What a guest says last, when nothing of it runs and its disk is unmounted. */
const POWERED_OFF = 'Powering off.';
let count = 0;

/** A Debian that boots by systemd in namespaces of its own: a machine, but for its kernel. */
export class Guest {
  /** Of all its boots. */
  readonly console: ConsoleLine[] = [];
  /** When its kernel would have started last, in Unix seconds. */
  bootedAt = 0;
  isOff = true;
  readonly #options: GuestOptions;
  readonly #name: string;
  readonly #folder: string;
  readonly #cgroup: Cgroup;
  readonly #watch = new Watch();
  #whenOff = (): void => undefined;

  constructor(options: GuestOptions) {
    count += 1;
    this.#options = options;
    this.#name = `${process.pid}-${count}`;
    this.#folder = join(RUNS, this.#name);
    layOut(join(this.#folder, 'seed'), options);
    this.#cgroup = new Cgroup(this.#name);
  }

  /** For the first time or, with what it has on its disk by then, again. */
  boot(): void {
    this.isOff = false;
    const running = start(this.#folder, this.#cgroup, this.#options);
    running.on('message', (place, socket) => this.#options.servers[String(place)]?.(socket as Server));
    for (const stream of [running.stdout, running.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#note(line));
    running.once('close', () => {
      this.isOff = true;
      this.#whenOff();
      this.#watch.look();
    });
  }

  /** At the end of each boot. */
  onOff(listener: () => void): void {
    this.#whenOff = listener;
  }

  /** Resolves once it is off. */
  off(): Promise<void> {
    return this.#watch.until(
      () => this.isOff,
      () => `the guest is never off:\n${this.consoleText()}`,
    );
  }

  /** Waits until the console shows it. Throws if the guest is off before. */
  async shows(text: string): Promise<void> {
    const isShown = () => this.console.some((line) => line.text.includes(text));
    const tell = () => `the guest never showed "${text}":\n${this.consoleText()}`;
    await this.#watch.until(() => isShown() || this.isOff, tell);
    if (!isShown()) throw new Error(tell());
  }

  consoleText(): string {
    return this.console.map(({ text }) => text).join('\n');
  }

  /** Runs a command inside, as root. Answers with its output; rejects if it fails. */
  async run(...command: readonly string[]): Promise<string> {
    const pid = this.#cgroup.init();
    if (pid === undefined) throw new Error('the guest does not run');
    const enter = ['--target', `${pid}`, '--mount', '--uts', '--ipc', '--net', '--pid', '--root', '--wd'];
    const { stdout } = await promisify(execFile)('nsenter', [...enter, '--', ...command]);
    return stdout;
  }

  /** Resolves once a process runs that has such a word among its own. */
  async hasProcessWith(word: string): Promise<void> {
    // In brackets, so that it does not find itself.
    const pattern = word.replace(/./, '[$&]');
    const find = `until grep -lxze '${pattern}' /proc/[0-9]*/cmdline; do sleep 0.1; done 2>/dev/null`;
    await this.run('sh', '-c', find);
  }

  /** What EC2 does first when it ends an instance. */
  async pressPowerButton(): Promise<void> {
    await this.run('systemctl', 'poweroff');
  }

  /** As when its host fails. */
  async cut(): Promise<void> {
    this.#cgroup.kill();
    await this.off();
  }

  /** What others may start from, once it is off. */
  image(): GuestImage {
    const { layers } = this.#options.image;
    return { layers: [this.#written('/'), ...layers], docker: join(this.#folder, 'docker') };
  }

  /** A file that it wrote, once it is off. */
  file(path: string): string {
    return readFileSync(this.#written(path), 'utf8');
  }

  /** The permission bits of a file or folder that it wrote, in octal digits. */
  mode(path: string): string {
    return (statSync(this.#written(path)).mode & 0o7777).toString(8);
  }

  /** The files that it wrote and that hold this text. */
  filesWith(text: string): readonly string[] {
    const root = this.#written('/');
    const { stdout } = spawnSync('grep', ['-rlaF', '--', text, root], { encoding: 'utf8' });
    return stdout.split('\n').flatMap((path) => (path ? [path.slice(root.length - 1)] : []));
  }

  /** Once it is off. */
  journal(): readonly JournalEntry[] {
    const folder = this.#written('/var/log/journal');
    const lines = execFileSync('journalctl', ['--directory', folder, '--output', 'json', '--no-pager'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    return lines.trimEnd().split('\n').map(journalEntry);
  }

  /** Ends it, if it runs, and leaves nothing of it. */
  async remove(): Promise<void> {
    await this.cut();
    await this.#cgroup.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #written(path: string): string {
    return join(this.#folder, 'changes/upper', path);
  }

  #note(line: string): void {
    // On a busy computer what is around a guest was seen to stay for ever after that.
    if (line.trim() === POWERED_OFF) this.#cgroup.kill();
    const boot = /^boot: ([\d.]+)$/.exec(line)?.[1];
    if (boot !== undefined) this.bootedAt = Number(boot);
    else if (line.trim()) this.console.push({ at: Date.now() / 1000, text: line.trimEnd() });
    this.#watch.look();
  }
}

function start(
  folder: string,
  cgroup: Cgroup,
  { image, diskSize = '', ownDisk = '', servers }: GuestOptions,
) {
  const env = {
    PATH: process.env['PATH'],
    LAYERS: image.layers.join(' '),
    DOCKER: image.docker,
    DISK_SIZE: diskSize,
    OWN_DISK: ownDisk,
    LISTENERS: [
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      here('../outside/listeners.ts'),
    ].join(' '),
    LISTEN: Object.keys(servers).join(' '),
  };
  return spawn('setpriv', ['--pdeathsig', 'KILL', 'bash', here('boot.sh'), folder, cgroup.path], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

function journalEntry(line: string): JournalEntry {
  const entry = JSON.parse(line) as Record<string, unknown>;
  const message = entry['MESSAGE'];
  return {
    at: Number(entry['__REALTIME_TIMESTAMP']) / 1e6,
    unit: String(entry['_SYSTEMD_UNIT'] ?? entry['UNIT'] ?? entry['SYSLOG_IDENTIFIER'] ?? ''),
    text: Array.isArray(message) ? Buffer.from(message).toString() : String(message),
  };
}
