import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Finished, finished } from '../../infra/project.ts';

const run = promisify(execFile);

/** bastionless as a package, in a folder with somebody's own config.toml and nothing else. */
interface Packed {
  bastionless(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Finished>;
}

/**
 * What `npm install` makes of `npm pack`, in an empty folder: without a registry, so that what package.json depends on,
 * and nothing else, is linked to where it is installed already.
 * @param project a copy of the project, with the config.toml
 * @param files the user's own
 */
export async function installPacked(project: string, files: readonly string[]): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'));
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: project });
  const installed = join(folder, 'node_modules', 'bastionless');
  await mkdir(installed, { recursive: true });
  const archive = join(folder, stdout.trim().split('\n').at(-1) ?? '');
  await run('tar', ['-xzf', archive, '-C', installed, '--strip-components=1']);
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies))
    await link(resolve('node_modules', name), join(folder, 'node_modules', name));
  await link(join(installed, 'dist', 'bastionless.mjs'), join(folder, 'node_modules', '.bin', 'bastionless'));
  for (const file of files) await cp(join(project, file), join(folder, file));
  return {
    bastionless: (args, env) => finished(folder, 'npx', ['--no-install', 'bastionless', ...args], env),
  };
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}
