import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Reporting, recordReport } from '../lib/scaler/events/report.ts';
import { answerErrors } from './middleware/answer-errors.ts';
import { limitBody } from './middleware/limit-body.ts';
import { callerOf, NOT_OURS, refuse } from './runtime/caller.ts';

const MAX_BODY_BYTES = 8192;

/**
 * A machine says why it powers itself off.
 *
 * @param machineRoles unique ids of the roles that this deployment's machines have
 */
export function reportHandler(ports: Reporting, machineRoles?: readonly string[]) {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(answerErrors(ports.log))
    .use(limitBody(MAX_BODY_BYTES))
    .handler(async (event) => {
      const caller = callerOf(event, machineRoles);
      if (caller.kind === 'Refused') return refuse(ports.log, caller);
      const isTaken = await recordReport(ports, caller.instanceId, event.body ?? '');
      return isTaken ? { statusCode: 204 } : NOT_OURS;
    });
}
