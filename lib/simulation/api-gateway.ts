import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { readAnswer } from '../machine/answer.ts';
import type { JobHook } from './gitlab/job-hook.ts';
import { type RegisteredRunner, readRegistration } from './machine/registration.ts';

/** What a machine is answered: `Later` where it may ask again. */
export type RegistrationAnswer = RegisteredRunner | 'Later' | 'Never';

/** A request of GitLab's as API Gateway passes it to the function, which reads no more of it than this. */
export function requestOf(hook: JobHook, secret: string) {
  const headers = { 'x-gitlab-event': 'Job Hook', 'x-gitlab-token': secret };
  return { headers, body: JSON.stringify(hook), isBase64Encoded: false } as never;
}

/** What API Gateway's IAM authorizer makes of a call that an instance signed with its role. */
export function signedBy(instanceId: string, body: string) {
  const requestContext = { authorizer: { iam: { userId: `AROASIMULATED:${instanceId}` } } };
  return { requestContext, body, isBase64Encoded: false } as never;
}

/** As the machine's script reads it: no answer and 403 are tried again; any other refusal is final. */
export function answerOf({
  statusCode = 500,
  body = '',
}: APIGatewayProxyStructuredResultV2): RegistrationAnswer {
  if (statusCode === 200) return readRegistration(readAnswer(body));
  return statusCode === 403 || statusCode === 429 || statusCode >= 500 ? 'Later' : 'Never';
}
