import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { reasonOf } from '../../lib/scaler/calls/attempt.ts';
import type { Log } from '../../lib/scaler/ports/log.ts';

/** Answers an unexpected error with 500 and no detail, so that the caller tries again. The log has the reason. */
export function answerErrors(log: Log): MiddlewareObj<unknown, APIGatewayProxyStructuredResultV2> {
  return {
    onError: ({ error }) => {
      log.error('request failed', { reason: reasonOf(error) });
      return { statusCode: 500, body: 'failed: see the log of this function' };
    },
  };
}
