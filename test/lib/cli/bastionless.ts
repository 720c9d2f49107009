import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The real command, in a process of its own. */
export async function bastionless(...args: string[]): Promise<Outcome> {
  const run = promisify(execFile)(process.execPath, ['lib/cli/main.ts', ...args]);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
}
