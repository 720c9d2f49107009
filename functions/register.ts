import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Settings } from '../lib/config/settings.ts';
import { answerOf } from '../lib/machine/answer.ts';
import { uptimeIn } from '../lib/machine/request.ts';
import { machineRegistration } from '../lib/machine/runner-config.ts';
import { type Registering, registerMachine } from '../lib/scaler/events/register.ts';
import { placesOf } from '../lib/scaler/state/places.ts';
import { answerErrors } from './middleware/answer-errors.ts';
import { answerGitLabErrors } from './middleware/answer-gitlab-errors.ts';
import { limitBody } from './middleware/limit-body.ts';
import { callerOf, NOT_OURS, refuse } from './runtime/caller.ts';

const MAX_BODY_BYTES = 1024;

/** What a deployment in AWS has and a world on one computer does not. */
interface Deployed {
  /** The S3 bucket for caches. */
  readonly cacheBucket?: string;
  /** Unique ids, `AROA…`, of its machines' roles: no other role's session is a machine. */
  readonly machineRoles?: readonly string[];
}

/** A machine asks for its runner. */
export function registerHandler(
  ports: Registering,
  settings: Settings,
  { cacheBucket, machineRoles }: Deployed = {},
) {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(answerErrors(ports.log))
    .use(answerGitLabErrors(ports.log))
    .use(limitBody(MAX_BODY_BYTES))
    .handler(async (event) => {
      const caller = callerOf(event, machineRoles);
      if (caller.kind === 'Refused') return refuse(ports.log, caller);
      const registration = await registerMachine(ports, settings, caller.instanceId, uptimeIn(event.body));
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
            places: placesOf(machine),
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
