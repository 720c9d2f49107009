import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { anOwnCa } from '../../builders/own-ca.ts';

const own = anOwnCa();
const server = createServer(own, (_, answer) => answer.end('GitLab'));
let url: string;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** In a process of its own, since what is trusted is trusted by the whole of one. */
async function fetched(pem: string | undefined): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'trust-')), 'fetch.ts');
  writeFileSync(
    file,
    `import { trustAlso } from ${JSON.stringify(resolve('lib/gitlab/trust.ts'))};
     trustAlso(${JSON.stringify(pem)});
     console.log(await fetch('${url}').then((answer) => answer.text(), ({ cause }) => cause.code));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  return stdout.trim();
}

test('a GitLab with a certificate of its own CA is called where that is trusted', async () => {
  expect(await fetched(own.ca)).toBe('GitLab');
});

test('and else it is not', async () => {
  expect(await fetched(undefined)).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY/);
  expect(await fetched(anOwnCa().ca)).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY/);
});
