import { existsSync } from 'node:fs';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Trouble } from '../explain.ts';

/** All that a deployment is made of; package.json names the same. */
const PARTS = ['package.json', 'serverless.yml', 'infra', 'functions', 'lib'];
const NODE_MODULES = `${sep}node_modules${sep}`;
const FOLDER = join('.bastionless', 'deployment');

/** The folder of the package that this command is of. Throws Trouble where the command is there alone. */
export function packageRoot(from = import.meta.dirname): string {
  if (existsSync(join(from, 'serverless.yml'))) return from;
  if (dirname(from) !== from) return packageRoot(dirname(from));
  throw new Trouble(
    'what is deployed is not here: this command is there without its package.',
    'Install it with `npm install bastionless`, or clone its repository.',
  );
}

export const isInstalled = (root: string): boolean => root.includes(NODE_MODULES);

/**
 * Where the deployment is made: in a clone the clone itself. Node runs no TypeScript below node_modules, so of an
 * installed package its sources are copied beside the user's config.toml, with links that have them find the packages
 * that they find where they are: first their own, then those beside them.
 *
 * @param here the user's folder
 */
export async function workplace(root: string, here: string): Promise<string> {
  if (!isInstalled(root)) return root;
  const folder = join(here, FOLDER);
  const place = join(folder, 'bastionless');
  await rm(folder, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  for (const part of PARTS) await cp(join(root, part), join(place, part), { recursive: true });
  await link(join(root, 'node_modules'), join(place, 'node_modules'));
  await link(dirname(root), join(folder, 'node_modules'));
  return place;
}

async function link(target: string, path: string): Promise<void> {
  // Of a kind that Windows lets everybody make.
  if (existsSync(target)) await symlink(target, path, 'junction');
}
