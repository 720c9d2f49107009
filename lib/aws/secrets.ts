import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import type { Secrets } from '../scaler/ports.ts';

export interface SecretsOptions {
  readonly client: SSMClient;
  /** The names of the SecureString parameters. */
  readonly gitlabToken: string;
  readonly webhookSecret: string;
}

/** The secrets, from SSM. A function that may read but one of them takes `secretParameter`. */
export function openSecrets({ client, gitlabToken, webhookSecret }: SecretsOptions): Secrets {
  return {
    gitlabToken: secretParameter(client, gitlabToken),
    webhookSecret: secretParameter(client, webhookSecret),
  };
}

/**
 * A SecureString parameter, decrypted, without the space and line ends that come along when a file is stored. It is
 * read when first asked for and then kept; a read that failed is not. Rejects with an Error that names the parameter.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function secretParameter(client: SSMClient, name: string): () => Promise<string> {
  let value: Promise<string> | undefined;
  return () => {
    value ??= readParameter(client, name).catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
}

async function readParameter(client: SSMClient, name: string): Promise<string> {
  const value = (await getParameter(client, name))?.trim() ?? '';
  if (value === '') throw new Error(`the SSM parameter ${name} is empty`);
  return value;
}

async function getParameter(client: SSMClient, name: string): Promise<string | undefined> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter?.Value;
  } catch (cause) {
    if (cause instanceof ParameterNotFound) throw new Error(`there is no SSM parameter ${name}`, { cause });
    throw new Error(`the SSM parameter ${name} cannot be read: ${String(cause)}`, { cause });
  }
}
