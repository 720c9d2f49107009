/** What API Gateway says of a request that its IAM authorizer has let in. */
export interface SignedRequest {
  readonly requestContext: object;
}

/**
 * The instance that signed a request with its role, which is `<role id>:<instance id>`. Only the authorizer says who is
 * asking: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export function instanceOf({ requestContext }: SignedRequest): string | undefined {
  const { authorizer } = requestContext as { authorizer?: { iam?: { userId?: string } } };
  return /^[^:]+:(i-[0-9a-f]{8,17})$/.exec(authorizer?.iam?.userId ?? '')?.[1];
}

export const NO_INSTANCE = { statusCode: 403, body: 'refused: not an instance of EC2' } as const;
export const NOT_OURS = { statusCode: 403, body: 'refused: not a machine of this deployment' } as const;
