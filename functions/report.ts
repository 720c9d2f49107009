import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Reporting, recordReport } from '../lib/scaler/events/report.ts';
import { answerErrors } from './middleware/answer-errors.ts';
import { instanceOf, NO_INSTANCE, NOT_OURS } from './middleware/caller.ts';
import { limitBody } from './middleware/limit-body.ts';

const MAX_BODY_BYTES = 8192;

/** A machine says why it powers itself off. */
export function reportHandler(ports: Reporting) {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(answerErrors(ports.log))
    .use(limitBody(MAX_BODY_BYTES))
    .handler(async (event) => {
      const instanceId = instanceOf(event);
      if (instanceId === undefined) return NO_INSTANCE;
      return (await recordReport(ports, instanceId, event.body ?? '')) ? { statusCode: 204 } : NOT_OURS;
    });
}
