import type { SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions, type Deployment } from '../deployment/deployment.ts';

/**
 * Has SSM's agent on an instance run a script as root, without waiting for its end. Answers with why SSM refuses, if it does: it
 * knows the instance only once the agent has spoken to it.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html
 */
export async function runOn(
  instanceId: string,
  script: string,
  deployment: Pick<Deployment, 'region'>,
): Promise<string | undefined> {
  const { SendCommandCommand, SSMClient, SSMServiceException } = await import('@aws-sdk/client-ssm');
  const client: SSMClient = new SSMClient(clientOptions(deployment));
  try {
    await client.send(
      new SendCommandCommand({
        DocumentName: 'AWS-RunShellScript',
        InstanceIds: [instanceId],
        Parameters: { commands: script.trimEnd().split('\n') },
        Comment: 'bastionless keep',
      }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof SSMServiceException)) throw error;
    return `${error.name}${error.message === '' ? '' : `: ${error.message}`}`;
  } finally {
    client.destroy();
  }
}
