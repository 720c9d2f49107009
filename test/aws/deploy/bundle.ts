import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { unzipSync } from 'fflate';

/** Before what a call came to: no function logs a line that begins so. */
const ANSWER = '\u0000answer ';

/** As Lambda calls it, again and again in one process of its own. */
const CALLED = `
import { createInterface } from 'node:readline';
const { handler } = await import(process.argv[2]);
for await (const line of createInterface({ input: process.stdin })) {
  const context = { getRemainingTimeInMillis: () => 120_000 };
  const outcome = await handler(JSON.parse(line), context).then((answer) => ({ answer }), (error) => ({ error: error.stack }));
  process.stdout.write('\\n' + ${JSON.stringify(ANSWER)} + JSON.stringify(outcome) + '\\n');
}
`;

export interface Invoked {
  readonly answer: unknown;
  readonly log: string;
}

/** Of the SDK, for a call that got no answer in the seconds that the function waits. */
const TOO_SLOW = 'TimeoutError: ';
const MOST_TRIES = 5;
const PATIENCE_MS = 90_000;

/** A function as it was deployed: the code of its zip, with the variables that Lambda has for it. */
export interface DeployedBundle {
  /**
   * One call after the other. Made again, as Lambda and GitLab do, if moto was too slow, to which others deploy at the
   * same time: for that cause alone, which the function's log tells. Rejects with what the function throws.
   */
  invoke(event: unknown): Promise<Invoked>;
  close(): Promise<void>;
}

/** The path of a function's code, out of the zip in which it was deployed from that folder. */
export async function unpack(folder: string, name: string): Promise<string> {
  const path = `functions/lambda/${name}.mjs`;
  const { [path]: code } = unzipSync(await readFile(join(folder, '.serverless', `${name}.zip`)));
  if (code === undefined) throw new Error(`the zip of ${name} has no ${path}`);
  const place = join(folder, 'unpacked', name, path);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, code);
  return place;
}

/**
 * @param folder where the project was deployed from
 * @param variables the function's environment, as Lambda knows it
 */
export async function startBundle(
  folder: string,
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<DeployedBundle> {
  const code = await unpack(folder, name);
  const script = join(folder, 'unpacked', name, 'called.mjs');
  await writeFile(script, CALLED);
  const child = spawn(resolve('node_modules/.bin/node'), [script, code], {
    env: { ...variables, AWS_LAMBDA_FUNCTION_NAME: name },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return bundleIn(name, child);
}

interface Outcome {
  readonly answer?: unknown;
  readonly error?: string;
  readonly log: string;
}

function bundleIn(name: string, child: ChildProcessByStdio<Writable, Readable, null>): DeployedBundle {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const outcome = async (): Promise<Outcome> => {
    const log: string[] = [];
    const said = () => log.join('\n');
    const ending = setTimeout(() => {
      log.push(`it is ended, for it has not answered for ${PATIENCE_MS / 1000} s`);
      child.kill('SIGKILL');
    }, PATIENCE_MS);
    try {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`the function ${name} ended: ${said()}`);
        if (value.startsWith(ANSWER)) return { ...JSON.parse(value.slice(ANSWER.length)), log: said() };
        log.push(value);
      }
    } finally {
      clearTimeout(ending);
    }
  };
  return {
    async invoke(event) {
      for (let tries = 1; ; tries += 1) {
        child.stdin.write(`${JSON.stringify(event)}\n`);
        const { answer = null, error, log } = await outcome();
        if (tries < MOST_TRIES && `${log}${error}`.includes(TOO_SLOW)) continue;
        if (error !== undefined) throw new Error(error);
        return { answer, log };
      }
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
