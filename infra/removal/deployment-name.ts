import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

/** What the deployment is called in GitLab: serverless.yml's `deploymentName`. */
export async function deploymentName(
  config: STSClientConfig & { readonly region: string },
  scaler: string,
): Promise<string> {
  const client = new STSClient(config);
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    return `${scaler}-${config.region}-${Account}`;
  } finally {
    client.destroy();
  }
}
