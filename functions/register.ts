import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Settings } from '../lib/config/settings.ts';
import { answerOf } from '../lib/machine/answer.ts';
import { machineRegistration } from '../lib/machine/runner-config.ts';
import { type Registering, registerMachine } from '../lib/scaler/events/register.ts';
import { answerErrors } from './middleware/answer-errors.ts';
import { instanceOf, NO_INSTANCE, NOT_OURS } from './middleware/caller.ts';

type Request = Pick<APIGatewayProxyEventV2, 'requestContext'>;

/**
 * A machine asks for its runner.
 *
 * @param cacheBucket the deployment's S3 bucket for caches, where there is one
 */
export function registerHandler(ports: Registering, settings: Settings, cacheBucket?: string) {
  return middy<Request, APIGatewayProxyStructuredResultV2>()
    .use(answerErrors(ports.log))
    .handler(async (event) => {
      const instanceId = instanceOf(event);
      if (instanceId === undefined) return NO_INSTANCE;
      const registration = await registerMachine(ports, settings, instanceId);
      switch (registration.kind) {
        case 'Unknown':
          return NOT_OURS;
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
            headers: { 'content-type': 'text/plain' },
            body: answerOf(answer),
          };
        }
      }
    });
}
