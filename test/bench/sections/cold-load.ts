import { execFile } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Packaged, packageFunctions } from '../packaged.ts';
import type { Progress } from '../progress.ts';
import { type Timed, timedOf } from '../statistics.ts';

export const FUNCTIONS = ['webhook', 'register', 'ec2-events', 'schedule', 'audit', 'reconcile'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

const RUNS = 11;

/** Milliseconds that a fresh Node takes for it, beyond those that it takes for nothing. */
export interface ColdLoad {
  /** A Node that loads nothing, from its start to its end: what the others are less by. */
  readonly bareNode: Timed;
  /** `@aws-sdk/client-dynamodb` as npm installs it: a yardstick that every machine has. */
  readonly dynamodbClient: Timed;
  /** The functions' bundles, as `serverless package` makes them. */
  readonly functions: Readonly<Record<FunctionName, Timed>>;
  readonly bundleBytes: Readonly<Record<FunctionName, number>>;
}

interface Subject {
  readonly name: string;
  readonly module: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function measureColdLoad(progress: Progress): Promise<ColdLoad> {
  progress('packaging the functions');
  const packaged = await packageFunctions(FUNCTIONS);
  try {
    const subjects = await subjectsIn(packaged);
    const times = await loadInTurn(join(packaged.folder, 'load.mjs'), subjects, progress);
    const bare = times.get('bareNode') ?? [];
    const least = timedOf(bare);
    const sample = (name: string): Timed => timedOf((times.get(name) ?? []).map((run) => beyond(run, least)));
    const ofEach = <T>(of: (name: FunctionName) => T): Record<FunctionName, T> =>
      Object.fromEntries(FUNCTIONS.map((name) => [name, of(name)])) as Record<FunctionName, T>;
    const sizes = await Promise.all(FUNCTIONS.map((name) => stat(packaged.bundlePath(name))));
    return {
      bareNode: least,
      dynamodbClient: sample('dynamodbClient'),
      functions: ofEach(sample),
      bundleBytes: ofEach((name) => sizes[FUNCTIONS.indexOf(name)]?.size ?? 0),
    };
  } finally {
    await packaged.remove();
  }
}

async function subjectsIn(packaged: Packaged): Promise<Subject[]> {
  const env = { AWS_REGION: 'us-east-1' };
  const module = async (name: string, code: string): Promise<string> => {
    const path = join(packaged.folder, `${name}.mjs`);
    await writeFile(path, code);
    return path;
  };
  await module('load', 'await import(process.argv[2]); console.log(JSON.stringify(process.cpuUsage()));');
  const client = "import { DynamoDBClient } from '@aws-sdk/client-dynamodb'; new DynamoDBClient({});";
  return [
    { name: 'bareNode', module: await module('nothing', ''), env },
    { name: 'dynamodbClient', module: await module('client', client), env },
    ...FUNCTIONS.map((name) => ({
      name,
      module: packaged.bundlePath(name),
      env: packaged.environment(name),
    })),
  ];
}

interface Run {
  readonly wall: number;
  readonly cpu: number;
}

function beyond(run: Run, { wall, cpu }: Timed): Run {
  return { wall: run.wall - wall.median, cpu: run.cpu - cpu.median };
}

/** All of them once, then again: so that what else the machine does weighs on each. */
async function loadInTurn(
  script: string,
  subjects: readonly Subject[],
  progress: Progress,
): Promise<Map<string, Run[]>> {
  const node = resolve('node_modules/.bin/node');
  const times = new Map(subjects.map(({ name }) => [name, [] as Run[]]));
  for (let run = 1; run <= RUNS; run += 1) {
    progress(`loading ${subjects.length} modules, ${run} of ${RUNS}`);
    for (const { name, module, env } of subjects) {
      const start = performance.now();
      const { stdout } = await promisify(execFile)(node, [script, module], { env });
      const wall = performance.now() - start;
      const { user, system } = JSON.parse(stdout) as NodeJS.CpuUsage;
      times.get(name)?.push({ wall, cpu: (user + system) / 1000 });
    }
  }
  return times;
}
