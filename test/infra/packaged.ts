import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyProject } from './project.ts';

/** No credentials and no server to ask. */
export const OFFLINE = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  HTTPS_PROXY: 'http://127.0.0.1:1',
};

export const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** The functions' bundles as `serverless package` makes them. */
export interface Packaged {
  /** Of the project's copy in which it was done. */
  readonly folder: string;
  bundlePath(functionName: string): string;
  /** The variables that the deployment gives a function, with values that stand for the real ones. */
  environment(functionName: string): Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Rejects with the command's output if it fails. */
export async function packageFunctions(names: readonly string[]): Promise<Packaged> {
  const project = await copyProject();
  const { exitCode, output } = await project.serverless(['package', '--stage', 'packaged'], OFFLINE);
  if (exitCode !== 0) throw new Error(`serverless package ended with ${exitCode}:\n${output}`);
  await Promise.all(names.map((name) => unpack(project.folder, name)));
  const template = JSON.parse(await readFile(join(project.folder, TEMPLATE), 'utf8')) as Template;
  return {
    folder: project.folder,
    bundlePath: (name) => join(project.folder, 'unpacked', name, 'functions', 'lambda', `${name}.mjs`),
    environment: (name) => environmentOf(template, name),
    remove: project.remove,
  };
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Properties?: { readonly Handler?: string; readonly Environment?: Environment } }
    >
  >;
}
interface Environment {
  readonly Variables: Readonly<Record<string, unknown>>;
}

function environmentOf({ Resources }: Template, name: string): Record<string, string> {
  const found = Object.values(Resources).find(({ Properties }) => Properties?.Handler === handlerOf(name));
  const names = Object.keys(found?.Properties?.Environment?.Variables ?? {});
  const values = names.map((variable) => [variable, SAID[variable] ?? 'value']);
  return { AWS_REGION: 'us-east-1', ...Object.fromEntries(values) };
}

/** What a function takes to pieces when it is loaded. */
const SAID: Readonly<Record<string, string>> = {
  LAUNCH_TEMPLATES: '{}',
  LIST_PRICES: '{"instances":{},"disks":{},"address":0}',
};

const handlerOf = (name: string): string => `functions/lambda/${name}.handler`;

async function unpack(folder: string, name: string): Promise<void> {
  const target = join(folder, 'unpacked', name);
  await mkdir(target, { recursive: true });
  const args = ['-m', 'zipfile', '-e', `.serverless/${name}.zip`, target];
  await promisify(execFile)('python3', args, { cwd: folder });
}
