import type { Context } from 'aws-lambda';
import { webhookHandler } from '../../functions/webhook.ts';
import { jobInbox } from '../../lib/aws/dynamodb/job-inbox.ts';
import { openTable } from '../../lib/aws/dynamodb/table.ts';
import { openEmbeddedTable, TABLE } from '../../lib/local/world/embedded-table.ts';
import { meterTable } from '../bench/dynamodb-meter.ts';
import { measureAtRest } from '../bench/sections/at-rest.ts';
import { measureBurst } from '../bench/sections/burst.ts';
import { measureJobCost } from '../bench/sections/job-cost.ts';
import { aRunner, someSettings } from '../builders/settings.ts';
import { NOW } from '../builders/state.ts';

/** What is counted, and so the same on every computer; what takes time is for `npm run bench`. */

const SECRET = 'secret';
const quietly = () => undefined;

describe('a webhook', () => {
  const clock = { now: () => NOW };
  const log = { info: quietly, warn: quietly, error: quietly };
  const secrets = { webhookSecret: async () => SECRET };
  const headers = { 'x-gitlab-event': 'Job Hook', 'x-gitlab-token': SECRET };

  test.each([
    [
      'of a new job is one write',
      ['pending'],
      { readRequests: 0, writeRequests: 1, readUnits: 0, writeUnits: 1 },
    ],
    [
      'that comes twice is one more',
      ['pending', 'pending'],
      { readRequests: 0, writeRequests: 2, readUnits: 0, writeUnits: 2 },
    ],
    [
      'of a job for no runner yet is one where lookahead is on',
      ['created', 'manual'],
      { readRequests: 0, writeRequests: 2, readUnits: 0, writeUnits: 2 },
    ],
    [
      'and none where it is off',
      ['created', 'manual', 'skipped'],
      { readRequests: 0, writeRequests: 0, readUnits: 0, writeUnits: 0 },
      false,
    ],
  ])('%s', async (_, statuses, expected, isOn = true) => {
    const table = await openEmbeddedTable();
    const { use } = meterTable(table.client);
    const inbox = jobInbox(openTable(table.client, TABLE));
    const settings = someSettings({ runners: [aRunner({ lookahead: { isOn, budget: 0.05 } })] });
    const handle = webhookHandler({ inbox, secrets, clock, wallClock: clock, log }, settings);
    for (const build_status of statuses) {
      const hook = { object_kind: 'build', build_id: 1, build_name: 'test', build_status, project_id: 380 };
      const event = { headers, body: JSON.stringify(hook), isBase64Encoded: false };
      expect(await handle(event as never, {} as Context)).toMatchObject({ statusCode: 200 });
    }
    await table.close();
    expect(use).toMatchObject(expected);
  });
});

test('1,000 jobs within a second are few calls of EC2, and no machine too many', async () => {
  const burst = await measureBurst(1000, quietly);
  expect(burst.ec2Calls).toBeLessThanOrEqual(5);
  expect(burst.machinesTooMany).toBe(0);
  expect(burst.storeWritesPerJob).toBeLessThan(5);
  expect(burst.gitlabCallsPerJob).toBeLessThan(0.05);
});

test('a job on machines that are reused takes less than 16 DynamoDB units and at most 3 calls of GitLab', async () => {
  const { readUnits, writeUnits, gitlabCalls } = await measureJobCost(50, quietly);
  expect(readUnits + writeUnits).toBeLessThan(16);
  expect(gitlabCalls).toBeLessThanOrEqual(3);
});

test('a month without a job costs less than a dollar', async () => {
  expect((await measureAtRest(quietly)).total).toBeLessThan(1);
});
