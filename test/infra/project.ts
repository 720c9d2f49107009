import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** All that a deployment is made of. */
const PARTS = ['package.json', 'serverless.yml', 'config.toml', 'infra', 'functions', 'lib'];

/** The project in a folder of its own: the command writes beside serverless.yml, and tests run at once. */
export interface Project {
  readonly folder: string;
  serverless(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  remove(): Promise<void>;
}

export interface Finished {
  readonly exitCode: number;
  readonly output: string;
}

export async function copyProject(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'bastionless-'));
  for (const part of PARTS) await cp(part, join(folder, part), { recursive: true });
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    serverless: (args, env = {}) => finished(folder, 'serverless', args, env),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Without the code of the functions, to bundle which takes a command most of its time. */
export async function copyWithoutCode(): Promise<Project> {
  const project = await copyProject();
  const service = await readFile('serverless.yml', 'utf8');
  for (const [, module] of service.matchAll(/handler: (\S+)\.handler/g))
    await writeFile(join(project.folder, `${module}.ts`), 'export const handler = () => undefined;\n');
  return project;
}

/** A command of a package here, or of the system, with all that it writes. */
export async function finished(
  cwd: string,
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  const bin = resolve('node_modules/.bin');
  // It ends with the test, however that ends.
  const command = spawn('setpriv', ['--pdeathsig', 'KILL', name, ...args], {
    cwd,
    // As npx and npm's scripts have it.
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const read = (chunk: Buffer) => {
    output += chunk;
  };
  command.stdout.on('data', read);
  command.stderr.on('data', read);
  const [exitCode] = await once(command, 'close');
  return { exitCode: exitCode as number, output };
}
