import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { webhookHandler } from '../../functions/webhook.ts';
import type { JobEvent } from '../../lib/scaler/state/jobs/job.ts';
import { aRunner, someSettings } from '../builders/settings.ts';
import { NOW } from '../builders/state.ts';

const clock = { now: () => NOW };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a webhook with this token is answered by a function that keeps an old secret. */
async function answerTo(token: string, { kept, stored }: { kept: string; stored: string }) {
  const asked: (number | undefined)[] = [];
  const handle = webhookHandler(
    {
      ...{ clock, wallClock: clock, log },
      inbox: { record: async () => 'Recorded' },
      secrets: {
        webhookSecret: async (maxAge) => {
          asked.push(maxAge);
          return maxAge === undefined ? kept : stored;
        },
      },
    },
    someSettings(),
  );
  const event = { headers: { 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': token }, body: '{}' };
  const answer: APIGatewayProxyStructuredResultV2 = await handle(
    event as unknown as APIGatewayProxyEventV2,
    {} as Context,
  );
  return { status: answer.statusCode, asked };
}

test('a webhook with the secret is taken, and SSM is not asked again', async () => {
  expect(await answerTo('new', { kept: 'new', stored: 'new' })).toEqual({ status: 204, asked: [undefined] });
});

test('one with a secret that was replaced a moment ago is taken', async () => {
  expect(await answerTo('new', { kept: 'old', stored: 'new' })).toEqual({
    status: 204,
    asked: [undefined, 10],
  });
});

test('one with another is refused', async () => {
  expect(await answerTo('bad', { kept: 'old', stored: 'new' })).toMatchObject({ status: 401 });
});

describe('a job’s webhook', () => {
  const job = { object_kind: 'build', build_id: 7, build_name: 'unit', project_id: 380 };

  /** What is recorded of it, and what GitLab is answered. */
  async function recordOf(build_status: string, isOn: boolean) {
    const events: JobEvent[] = [];
    const handle = webhookHandler(
      {
        ...{ clock, wallClock: { now: () => NOW + 5 }, log },
        inbox: {
          record: async (event) => {
            events.push(event);
            return 'Recorded';
          },
        },
        secrets: { webhookSecret: async () => 'secret' },
      },
      someSettings({ runners: [aRunner({ lookahead: { isOn, budget: 0.05 } })] }),
    );
    const headers = { 'x-gitlab-event': 'Job Hook', 'x-gitlab-token': 'secret' };
    const event = { headers, body: JSON.stringify({ ...job, build_status }) };
    const answer = await handle(event as unknown as APIGatewayProxyEventV2, {} as Context);
    return [answer.statusCode, ...events.map(({ status, at }) => [status, at])];
  }

  test.each<[string, string, boolean, unknown[]]>([
    ['of one that waits is recorded', 'pending', false, [200, ['pending', NOW]]],
    ['of one that nobody may have yet too, for lookahead', 'created', true, [200, ['created', NOW]]],
    ['but not without', 'created', false, [200]],
    ['of a status that only a newer GitLab has is no error', 'meditating', true, [200]],
    ['of none is', '', true, [400]],
  ])('%s', async (_, status, isOn, expected) => {
    expect(await recordOf(status, isOn)).toEqual(expected);
  });
});
