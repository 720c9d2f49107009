import { clientOptions, type Deployment } from '../../deployment/deployment.ts';
import { type Finding, ok, warn } from '../../finding.ts';

/**
 * Of GitLab's webhooks each takes a function for some tens of milliseconds, or for half a second where it is a new one. A
 * pipeline's jobs are told of all at once.
 */
const ENOUGH = 100;

/**
 * How many functions the account may run at once, all that it has: a new account ten. What is beyond, API Gateway answers
 * with an error, and of a webhook that fails four times in a row GitLab sends nothing for a minute, then two, up to a day.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export async function functionsAtOnceFindings(deployment: Deployment): Promise<readonly Finding[]> {
  const { GetAccountSettingsCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient(clientOptions(deployment));
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    return [judgeFunctionsAtOnce(AccountLimit?.UnreservedConcurrentExecutions ?? 0)];
  } finally {
    client.destroy();
  }
}

export function judgeFunctionsAtOnce(most: number): Finding {
  const check = 'functions at once';
  const found = `${most} in this account, without those reserved`;
  if (most >= ENOUGH) return ok(check, found);
  return warn(
    check,
    `${found}: webhooks of a pipeline with many jobs may be refused, and GitLab then sends none for minutes`,
    'Ask for more: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
  );
}
