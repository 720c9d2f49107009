import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { GitLabError } from '../../lib/gitlab/gitlab-error.ts';
import type { Log } from '../../lib/scaler/ports/log.ts';

/**
 * Answers 502 with GitLab's own words if GitLab refused or did not answer: a machine that gives up because of it reports
 * them. They never hold the token. Used after answerErrors, because the last middleware gets an error first.
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
