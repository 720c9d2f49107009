import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { webhookHandler } from '../../functions/webhook.ts';
import { someSettings } from '../builders/settings.ts';
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
