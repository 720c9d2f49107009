import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Where cgroups of the second version are, alone or beside those of the first. */
const MOUNTS = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'];

export function cgroupMount(): string | undefined {
  return MOUNTS.find((mount) => existsSync(join(mount, 'cgroup.procs')));
}

/** All processes of a guest: without a cgroup of their own, guests share one tree and cannot be ended apart. */
export class Cgroup {
  readonly path: string;

  /** @param run what the run of the guest is called */
  constructor(run: string) {
    this.path = pathOf(run);
    mkdirSync(this.path);
  }

  /** The process that is the guest's init; undefined before it runs. */
  init(): number | undefined {
    const procs = join(this.path, 'payload/init.scope/cgroup.procs');
    const [first] = existsSync(procs) ? readFileSync(procs, 'utf8').split('\n') : [];
    return first ? Number(first) : undefined;
  }

  /** All at once, as when the power fails. */
  kill(): void {
    if (existsSync(this.path)) writeFileSync(join(this.path, 'cgroup.kill'), '1');
  }

  /** Waits until nothing runs in it. */
  async remove(): Promise<void> {
    while (readFileSync(join(this.path, 'cgroup.events'), 'utf8').includes('populated 1'))
      await setTimeout(50);
    removeTree(this.path);
  }
}

const PREFIX = 'bastionless-rehearsal-';
const pathOf = (run: string) => join(cgroupMount() ?? '', PREFIX + run);

/** The runs that have one. */
export function cgroupRuns(): readonly string[] {
  const names = readdirSync(cgroupMount() ?? '').filter((name) => name.startsWith(PREFIX));
  return names.map((name) => name.slice(PREFIX.length));
}

/** Others may remove it at the same time. */
export function removeCgroup(run: string): void {
  try {
    removeTree(pathOf(run));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function removeTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) removeTree(join(path, entry.name));
  rmdirSync(path);
}
