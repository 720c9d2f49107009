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

/** A moto on a free loopback port, that answers. */
export async function spawnMoto() {
  const port = await freePort();
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
    if (moto.exitCode !== null) throw new Error(`moto ended with code ${moto.exitCode}: see ${log}`);
    const serving = await fetch(`${url}/moto-api/`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (serving) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`moto did not start within ${STARTUP_MS / 1000} s: see ${log}`);
}
