import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { printedDuring } from '../runtime/printed.ts';

const { jest } = import.meta;
/** Where nobody answers: EC2, by config.toml, and all others. */
const [EC2, OTHERS] = ['127.0.0.1:1', '127.0.0.1:2'];

let folder: string;
beforeAll(async () => {
  // No pause before any further try.
  jest.spyOn(Math, 'random').mockReturnValue(0);
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  const config = (await readFile('config.toml', 'utf8')).replace(
    /MachineOptions = \[/,
    `MachineOptions = [ "amazonec2-endpoint=${EC2}", "amazonec2-retries=0",`,
  );
  const file = join(folder, 'config.toml');
  await writeFile(file, config);
  Object.assign(process.env, {
    ...{ BASTIONLESS_CONFIG: file, AWS_ENDPOINT_URL: `http://${OTHERS}`, AWS_REGION: 'eu-central-1' },
    ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_MAX_ATTEMPTS: '1' },
    ...{
      TABLE_NAME: 'a-table',
      SCALER_NAME: 'bastionless-test',
      STACK_ID: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/bastionless-test/1',
    },
    GITLAB_TOKEN_PARAMETER: '/bastionless/test/gitlab-token',
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** What is logged where an invocation that has so many seconds fails. */
async function audited(seconds: number) {
  const { handler } = await import('../../../functions/lambda/audit.ts');
  const context = { getRemainingTimeInMillis: () => 1000 * seconds } as Context;
  return printedDuring(() => expect(handler({}, context)).rejects.toThrow(`connect ECONNREFUSED ${OTHERS}`));
}

const notListed = (reason: string) =>
  expect.objectContaining({ message: 'listing instances failed', reason: expect.stringContaining(reason) });

test('the audit asks EC2 where config.toml says that it is', async () => {
  expect(await audited(240)).toContainEqual(notListed(`connect ECONNREFUSED ${EC2}`));
});

test('but not when a call could outlast the invocation', async () => {
  expect(await audited(24)).toContainEqual(notListed('no time is left for a call'));
});
