import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cgroupMount, cgroupRuns, removeCgroup } from './cgroup.ts';

/** What the guest is made in, and the runs of it: beside the sources, ignored by git. */
const FOLDER = fileURLToPath(new URL('../../../.rehearsal', import.meta.url));
export const RUNS = join(FOLDER, 'runs');

const COMMANDS = ['mmdebstrap', 'systemd-nspawn', 'journalctl', 'unshare', 'setpriv', 'nsenter', 'ip'];

/** Why no guest can be booted here; undefined if one can. */
export function whyNoGuest(): string | undefined {
  if (process.platform !== 'linux') return 'it takes Linux';
  if (process.getuid?.() !== 0) return 'it takes root';
  const missing = COMMANDS.filter((command) => !isInstalled(command));
  if (missing.length > 0) return `it takes ${missing.join(', ')}`;
  const mount = cgroupMount();
  if (mount === undefined || !isWritable(mount))
    return 'it takes cgroups of version 2 that can be written to';
  return undefined;
}

/** Makes the guest, if it is not made yet, which takes a minute or two. Answers with its folder. */
export async function guestBase(): Promise<string> {
  const make = fileURLToPath(new URL('make.sh', import.meta.url));
  const { stdout } = await promisify(execFile)('bash', [make, FOLDER]);
  return stdout.trim();
}

/** What runs that were killed have left: their processes ended with them. */
export function removeLeftovers(): void {
  const folders = existsSync(RUNS) ? readdirSync(RUNS) : [];
  for (const name of [...folders, ...cgroupRuns()].filter(isLeftover)) {
    removeCgroup(name);
    rmSync(join(RUNS, name), { recursive: true, force: true });
  }
}

/** A run is called by the process that it is of. */
function isLeftover(run: string): boolean {
  try {
    process.kill(Number(run.split('-')[0]), 0);
    return false;
  } catch {
    return true;
  }
}

function isInstalled(command: string): boolean {
  const places = (process.env['PATH'] ?? '').split(delimiter);
  return places.some((place) => existsSync(join(place, command)));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
