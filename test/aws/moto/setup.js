import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const STARTUP_MS = 60_000;

/** Starts moto, an AWS server, and points the AWS SDK and the tests at it. */
export default async function startMoto() {
  const { moto, url } = await spawnMoto();
  globalThis.moto = moto;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_REGION: 'us-east-1',
  });
}

const MOST_TRIES = 3;

/** A moto on a free loopback port, that answers. Others may take the port before moto does: then it is another. */
export async function spawnMoto() {
  for (let tries = 1; ; tries += 1) {
    try {
      return await spawnOn(await freePort());
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
    }
  }
}

async function spawnOn(port) {
  const log = join(mkdtempSync(join(tmpdir(), 'moto-')), 'moto.log');
  const output = openSync(log, 'w');
  const server = ['test/aws/moto/serve.py', '-H', '127.0.0.1', '-p', String(port)];
  // It ends with this process, for what it reads from does.
  const moto = spawn('.venv/bin/python', server, { stdio: ['pipe', output, output] });
  moto.once('exit', (_, signal) => {
    // We have stopped it: nobody looks into its log.
    if (signal !== null) rmSync(dirname(log), { recursive: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilServing(url, moto, log);
  return { moto, url };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function waitUntilServing(url, moto, log) {
  const deadline = Date.now() + STARTUP_MS;
  while (Date.now() < deadline) {
    const ended = moto.exitCode ?? moto.signalCode;
    if (ended !== null) throw new Error(`moto ended with ${ended}: see ${log}`);
    const serving = await fetch(`${url}/moto-api/`, { signal: AbortSignal.timeout(5000) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (serving) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`moto did not start within ${STARTUP_MS / 1000} s: see ${log}`);
}
