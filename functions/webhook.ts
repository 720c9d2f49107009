import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Settings } from '../lib/config/settings.ts';
import { parseJobWebhook } from '../lib/gitlab/job-webhook.ts';
import { type ReceivedWebhook, type Verdict, verifyWebhook } from '../lib/gitlab/verify-webhook.ts';
import type { Clock } from '../lib/scaler/ports/clock.ts';
import type { Log } from '../lib/scaler/ports/log.ts';
import { OLDEST_TO_REFUSE, type Secrets } from '../lib/scaler/ports/secrets.ts';
import type { JobInbox } from '../lib/scaler/ports/store.ts';
import { isAhead } from '../lib/scaler/state/jobs/job.ts';
import { answerErrors } from './middleware/answer-errors.ts';
import { limitBody } from './middleware/limit-body.ts';

interface WebhookPorts {
  readonly inbox: JobInbox;
  readonly secrets: Secrets;
  /** The time on record. */
  readonly clock: Clock;
  /** The real time, by which signatures are checked. */
  readonly wallClock: Clock;
  readonly log: Log;
}

/**
 * As much as Lambda accepts: a webhook holds the whole message of its commit, and after four refusals in a row GitLab
 * switches the webhook off for all jobs.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_BODY_BYTES = 6 * 2 ** 20;

/**
 * GitLab's webhook. One write stores what a Job Hook says, before GitLab gets its answer; nothing else happens here.
 * Only lookahead uses a job that no runner may take yet.
 */
export function webhookHandler(
  { inbox, secrets, clock, wallClock, log }: WebhookPorts,
  { runners }: Pick<Settings, 'runners'>,
) {
  const isLookingAhead = runners.some(({ lookahead }) => lookahead.isOn);

  /** If the secret in memory does not match, it may have been replaced: then the stored one decides. */
  async function verdictOn(headers: ReceivedWebhook['headers'], body: string): Promise<Verdict> {
    const verdictBy = (secret: string): Verdict =>
      verifyWebhook({ headers, body, secret, now: wallClock.now() });
    const verdict = verdictBy(await secrets.webhookSecret());
    return verdict.kind === 'Genuine' ? verdict : verdictBy(await secrets.webhookSecret(OLDEST_TO_REFUSE));
  }

  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(answerErrors(log))
    .use(limitBody(MAX_BODY_BYTES))
    .handler(async ({ headers, body = '' }) => {
      const verdict = await verdictOn(headers, body);
      if (verdict.kind === 'Refused') return { statusCode: 401, body: `refused: ${verdict.reason}` };
      if (headers['x-gitlab-event'] !== 'Job Hook') return { statusCode: 204 };

      const parsed = parseJobWebhook(parseJson(body));
      if (parsed.kind === 'Invalid') {
        log.warn('a webhook was refused', { problems: parsed.problems });
        return { statusCode: 400, body: parsed.problems.join('\n') };
      }
      if (parsed.kind === 'Unknown') {
        log.warn('a status of a job is not known', { job: parsed.id, status: parsed.gitlabStatus });
        return { statusCode: 200, body: 'Ignored' };
      }
      if (!isLookingAhead && isAhead(parsed.event)) return { statusCode: 200, body: 'Ignored' };
      const event = { ...parsed.event, at: clock.now() };
      const outcome = await inbox.record(event);
      log.info('job webhook', { job: event.id, status: event.gitlabStatus, outcome });
      return { statusCode: 200, body: outcome };
    });
}

/** Undefined if it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
