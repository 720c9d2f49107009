import type { Log } from '../../lib/scaler/ports/log.ts';

/** What API Gateway says about a request that its IAM authorizer has let in. */
interface SignedRequest {
  readonly requestContext: object;
}

type Caller =
  | { readonly kind: 'Machine'; readonly instanceId: string }
  | { readonly kind: 'Refused'; readonly why: string; readonly userId: string };

/**
 * The instance that signed a request with its role (`<role id>:<instance id>`). Only the authorizer says who is
 * asking: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 *
 * @param machineRoles unique ids, `AROA…`, of the roles that machines have: a session of another role may call itself
 *   an instance. Undefined where there are no roles, on one computer
 */
export function callerOf({ requestContext }: SignedRequest, machineRoles?: readonly string[]): Caller {
  const { authorizer } = requestContext as { authorizer?: { iam?: { userId?: string } } };
  const userId = authorizer?.iam?.userId ?? '';
  const [, roleId = '', instanceId] = /^([^:]+):(i-[0-9a-f]{8,17})$/.exec(userId) ?? [];
  if (instanceId === undefined) return { kind: 'Refused', why: 'not an instance of EC2', userId };
  if (machineRoles?.includes(roleId) === false) {
    return { kind: 'Refused', why: 'not with the role of a machine', userId };
  }
  return { kind: 'Machine', instanceId };
}

export function refuse(log: Log, { why, userId }: Extract<Caller, { kind: 'Refused' }>) {
  log.warn('a call was refused', { reason: why, caller: userId });
  return { statusCode: 403, body: `refused: ${why}` };
}

export const NOT_OURS = { statusCode: 403, body: 'refused: not a machine of this deployment' } as const;
