import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Settings } from '../lib/config/settings.ts';
import { machineRegistration } from '../lib/machine/runner-config.ts';
import { type Registering, registerMachine } from '../lib/scaler/events/register.ts';
import { answerErrors } from './middleware/answer-errors.ts';

type Request = Pick<APIGatewayProxyEventV2, 'requestContext'>;

/**
 * A machine asks for its runner. Only API Gateway's IAM authorizer says who is asking:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 *
 * @param cacheBucket the deployment's S3 bucket for caches, where there is one
 */
export function registerHandler(ports: Registering, settings: Settings, cacheBucket?: string) {
  return middy<Request, APIGatewayProxyStructuredResultV2>()
    .use(answerErrors(ports.log))
    .handler(async (event) => {
      const instanceId = instanceOf(event);
      if (instanceId === undefined) return { statusCode: 403, body: 'refused: not an instance of EC2' };
      const registration = await registerMachine(ports, settings, instanceId);
      switch (registration.kind) {
        case 'Unknown':
          return { statusCode: 403, body: 'refused: not a machine of this deployment' };
        case 'NotCreating':
          return { statusCode: 409, body: 'refused: this machine has registered before' };
        case 'Registered': {
          const { machine, settings: runner, runner: created } = registration;
          const answer = machineRegistration({
            runner,
            gitlabUrl: settings.gitlabUrl,
            machineName: machine.name,
            runnerId: created.id,
            token: created.token,
            ...(cacheBucket !== undefined && { cacheBucket }),
          });
          return {
            statusCode: 200,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(answer),
          };
        }
      }
    });
}

/** An instance that signs with its role is `<role id>:<instance id>`. */
function instanceOf({ requestContext }: Request): string | undefined {
  const { authorizer } = requestContext as { authorizer?: { iam?: { userId?: string } } };
  return /^[^:]+:(i-[0-9a-f]{8,17})$/.exec(authorizer?.iam?.userId ?? '')?.[1];
}
