import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Serverless } from './serverless.ts';

/** What the command says where the SDK knows of no credentials: it is no error of the SDK's. */
const NONE = /credentials not found/;

/** Asks AWS who deploys, before there is anything to be undone. Rejects with what AWS, or the SDK, says. */
export async function requireCredentials(serverless: Serverless): Promise<void> {
  const config = await serverless.getProvider('aws').getAwsSdkV3Config();
  const client = new STSClient({ ...config, maxAttempts: 2 });
  try {
    await client.send(new GetCallerIdentityCommand());
  } catch (error) {
    if (!(error instanceof Error) || !NONE.test(error.message)) throw error;
    throw Object.assign(error, { name: 'CredentialsProviderError' });
  } finally {
    client.destroy();
  }
}
