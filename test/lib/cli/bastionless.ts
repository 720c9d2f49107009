import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { run } from '../../../lib/cli/run.ts';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The real command, but in this process: a dozen times as fast as one of its own. One at a time. */
export async function bastionless(...args: string[]): Promise<Outcome> {
  const [out, err] = [taken(process.stdout), taken(process.stderr)];
  const { log } = console;
  // jest's own is for people.
  console.log = (text: string) => process.stdout.write(`${text}\n`);
  try {
    const code = await run(args);
    return { code, out: out.text(), err: err.text() };
  } finally {
    console.log = log;
    out.giveBack();
    err.giveBack();
    process.exitCode = 0;
  }
}

/** In a process of its own, with these variables in its environment. */
export async function bastionlessWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Outcome> {
  const command = promisify(execFile)(process.execPath, ['lib/cli/main.ts', ...args], {
    env: { ...process.env, ...env },
  });
  return command.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
}

/** In a process of its own, with this as its standard input. */
export function bastionlessOn(input: string, ...args: string[]): Promise<Outcome> {
  return new Promise((done) => {
    const child = execFile(process.execPath, ['lib/cli/main.ts', ...args], (error, out, err) => {
      done({ code: Number(error?.code ?? 0), out, err });
    });
    child.stdin?.end(input);
  });
}

/** What is written to a stream from now on, as if it were no terminal. */
function taken(stream: NodeJS.WriteStream) {
  const { write, isTTY } = stream;
  let text = '';
  stream.isTTY = false;
  stream.write = ((part: string | Uint8Array, ...more: unknown[]) => {
    text += typeof part === 'string' ? part : Buffer.from(part).toString();
    const done = more.find((one) => typeof one === 'function') as (() => void) | undefined;
    done?.();
    return true;
  }) as typeof write;
  return {
    text: () => text,
    giveBack: () => {
      stream.write = write;
      stream.isTTY = isTTY;
    },
  };
}
