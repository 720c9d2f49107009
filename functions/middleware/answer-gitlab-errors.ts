import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { GitLabError } from '../../lib/gitlab/gitlab-error.ts';
import type { Log } from '../../lib/scaler/ports/log.ts';

/**
 * Answers what GitLab refused, or that it did not answer, with 502 and GitLab's own words: a machine that gives up for it
 * says them. They never hold the token. Used after answerErrors: of what goes wrong, the last one used hears first.
 */
export function answerGitLabErrors(log: Log): MiddlewareObj<unknown, APIGatewayProxyStructuredResultV2> {
  return {
    onError: ({ error }) => {
      if (!(error instanceof GitLabError)) return undefined;
      const { message } = error;
      log.error('GitLab refused', { reason: message });
      return { statusCode: 502, body: message };
    },
  };
}
