import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The real command, in a process of its own. */
export function bastionless(...args: string[]): Promise<Outcome> {
  return bastionlessWith({}, ...args);
}

/** With these variables in its environment, too. */
export async function bastionlessWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Outcome> {
  const run = promisify(execFile)(process.execPath, ['lib/cli/main.ts', ...args], {
    env: { ...process.env, ...env },
  });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
}
