/**
 * What a deployment is called in GitLab, where the stages of all regions and accounts meet.
 *
 * @param stackId its stack's ARN: `arn:aws:cloudformation:us-east-1:123456789012:stack/bastionless-dev/…`
 */
export function deploymentName(stackId: string): string {
  const [, , , region, account, stack = ''] = stackId.split(':');
  return `${stack.split('/')[1]}-${region}-${account}`;
}
