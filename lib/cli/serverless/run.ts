import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Trouble } from '../explain.ts';
import { say } from '../terminal/output.ts';
import { requireNode } from './node-version.ts';
import { isInstalled, packageRoot, workplace } from './workplace.ts';

/** The commands of `serverless` that are ours too. */
export type ServerlessCommand = 'deploy' | 'package' | 'remove';

export interface ServerlessOptions {
  readonly stage: string;
  readonly config: string;
  /** As `name=value`: see `params` in serverless.yml. */
  readonly param: readonly string[];
  readonly awsProfile?: string;
  readonly verbose?: true;
}

export interface Where {
  /** The folder of the package. */
  readonly root: string;
  /** The user's folder. */
  readonly here: string;
}

const INTERRUPTED = 130;

/**
 * `serverless deploy` and its like, for the config.toml that is meant, wherever bastionless is installed. Answers with its
 * exit code; of a package it says where that is. Throws Trouble if it is not there, or Node is too old for it.
 */
export async function serverless(
  command: ServerlessCommand,
  options: ServerlessOptions,
  { root, here }: Where = { root: packageRoot(), here: process.cwd() },
): Promise<number> {
  requireNode();
  const place = await workplace(root, here);
  const child = spawn(process.execPath, [commandIn(place), ...argumentsOf(command, options)], {
    cwd: place,
    stdio: 'inherit',
    env: {
      ...process.env,
      BASTIONLESS_CONFIG: resolve(here, options.config),
      ...(isInstalled(root) && { BASTIONLESS_COMMAND: 'npx bastionless' }),
    },
  });
  // Ctrl-C reaches it as well, and it knows what to undo.
  const wait = () => undefined;
  process.on('SIGINT', wait);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGINT', wait);
  if (command === 'package' && code === 0) say(`It is in ${join(place, '.serverless')}`);
  return code ?? INTERRUPTED;
}

/** The path of `serverless`, as Node finds it from the deployment's sources. */
function commandIn(place: string): string {
  const path = join(place, 'node_modules', 'serverless', 'bin', 'serverless.js');
  if (existsSync(path)) return path;
  if (dirname(place) !== place) return commandIn(dirname(place));
  throw new Trouble('the command serverless is not installed.', 'Run `npm install` where bastionless is.');
}

function argumentsOf(command: ServerlessCommand, options: ServerlessOptions): string[] {
  const { stage, param, awsProfile, verbose } = options;
  return [
    ...[command, '--stage', stage],
    ...param.flatMap((one) => ['--param', one]),
    ...(awsProfile === undefined ? [] : ['--aws-profile', awsProfile]),
    ...(verbose ? ['--verbose'] : []),
  ];
}
