import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { says } from '../says.ts';

const MAIN = resolve('lib/local/main.ts');

const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'bastionless-'));
  cpSync('config.toml', join(folder, 'config.toml'));
  return folder;
};

const start = (cwd: string, port: number, ...args: string[]) =>
  promisify(execFile)(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...process.env, PORT: String(port) },
  }).then(
    () => ({ code: 0, err: '' }),
    ({ code, stderr }) => ({ code, err: stderr }),
  );

/** Resolves once it serves. */
async function started(cwd: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN], { cwd, env: { ...process.env, PORT: '0' } });
  await says(child, /runs at/);
  return child;
}

test('a port that is taken is an error that says what to do, and the end', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  expect(await start(aFolder(), port, '--memory')).toEqual({
    code: 1,
    err: `error: port ${port} is taken: name another, as in npm start -- --port 3001\n`,
  });
  taken.close();
});

test('a second start in one folder is refused, and the first goes on', async () => {
  const folder = aFolder();
  const first = await started(folder);
  const { code, err } = await start(folder, 0);
  expect(code).toBe(1);
  expect(err).toBe(
    'error: the store in .bastionless/table cannot be opened: another npm start runs in this folder. Stop it, or start with --memory.\n',
  );
  expect(first.exitCode).toBeNull();
  const ended = once(first, 'exit');
  first.kill();
  await ended;
});

test.each([
  ['missing.toml', 'error: there is no file missing.toml\n'],
  ['.', 'error: . is a folder, not a file\n'],
])('--config %s', async (config, err) => {
  expect(await start(aFolder(), 0, '--config', config)).toEqual({ code: 1, err });
});

test('a reader that has seen enough ends the command without a word', async () => {
  const child = spawn(process.execPath, ['lib/cli/main.ts', 'policy']);
  child.stdout.destroy();
  const closed = once(child, 'close');
  const err = await text(child.stderr);
  const [code] = await closed;
  expect({ code, err }).toEqual({ code: 0, err: '' });
});
