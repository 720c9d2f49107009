import { clientOptions, type Deployment } from './deployment.ts';

/** A secret of the deployment in SSM. */
interface StoredSecret {
  readonly value: string;
  /** SSM's word; SecureString is what it is to be. */
  readonly type: string;
}

/** Undefined if there is none. */
export async function readSecret(deployment: Deployment, name: string): Promise<StoredSecret | undefined> {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient(clientOptions(deployment));
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter && { value: Parameter.Value?.trim() ?? '', type: Parameter.Type ?? '' };
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/** Writes a SecureString, unless it is there already. Says what it did. */
export async function writeSecret(
  deployment: Deployment,
  name: string,
  value: string,
): Promise<'written' | 'unchanged'> {
  const stored = await readSecret(deployment, name);
  if (stored?.value === value && stored.type === 'SecureString') return 'unchanged';
  const { PutParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient(clientOptions(deployment));
  try {
    await client.send(
      new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', Overwrite: true }),
    );
    return 'written';
  } finally {
    client.destroy();
  }
}
