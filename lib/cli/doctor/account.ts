import { clientOptions, type Deployment } from '../deployment/deployment.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, fail, ok } from '../finding.ts';

/** Who asks AWS, and where. */
export async function accountFindings(deployment: Deployment): Promise<readonly Finding[]> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  try {
    const client = new STSClient(clientOptions(deployment));
    const region = await client.config.region();
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
    return [ok('AWS', `account ${Account}, ${region}, as ${Arn}`)];
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return [fail('AWS', message, todo)];
  }
}
