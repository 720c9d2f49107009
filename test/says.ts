import type { ChildProcess } from 'node:child_process';

const PATIENCE_MS = 60_000;

/**
 * All that a process has said so far, once that matches. Rejects with it if the process ends before, or has not said so
 * within a minute: else the test would wait for ever, and nobody would know for what.
 */
export function says(process: ChildProcess, enough: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`${why}, and has not said ${enough}, but: ${said}`));
    };
    const timer = setTimeout(() => fail(`it has run for ${PATIENCE_MS / 1000} s`), PATIENCE_MS);
    process.once('error', (error) => fail(`it did not start: ${error.message}`));
    process.once('close', (code, signal) => fail(`it has ended with ${code ?? signal}`));
    for (const stream of [process.stdout, process.stderr])
      stream?.on('data', (chunk: Buffer) => {
        said += chunk;
        if (!enough.test(said)) return;
        clearTimeout(timer);
        resolve(said);
      });
  });
}
