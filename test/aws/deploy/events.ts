export const WEBHOOK_SECRET = 'the-webhook-secret';

/** What API Gateway makes of a webhook that GitLab sends. */
export const signedWebhook = (hook: unknown): object => ({
  headers: { 'x-gitlab-token': WEBHOOK_SECRET, 'x-gitlab-event': 'Job Hook' },
  body: JSON.stringify(hook),
  isBase64Encoded: false,
});

/** What API Gateway makes of a call that an instance signed with a role. */
export const signedBy = (instanceId: string, roleId: string): object => ({
  requestContext: { authorizer: { iam: { userId: `${roleId}:${instanceId}` } } },
});

/** What EventBridge passes on when EC2 takes an instance back. */
export const interruptionOf = (instanceId: string): object => ({
  'detail-type': 'EC2 Spot Instance Interruption Warning',
  time: new Date().toISOString(),
  detail: { 'instance-id': instanceId, 'instance-action': 'terminate' },
});
