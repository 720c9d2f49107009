import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { GitLabError } from '../../lib/gitlab/gitlab-error.ts';
import type { Log } from '../../lib/scaler/ports/log.ts';

/**
 * Answers what GitLab refused, or that it did not answer, with 502 and GitLab's own words: a machine that gives up for it
 * says them. They never hold the token.
 */
export function answerGitLabErrors(log: Log): MiddlewareObj<unknown, APIGatewayProxyStructuredResultV2> {
  return {
    onError: (request) => {
      if (!(request.error instanceof GitLabError)) return;
      const { message } = request.error;
      log.error('GitLab refused', { reason: message });
      request.response = { statusCode: 502, body: message };
    },
  };
}
