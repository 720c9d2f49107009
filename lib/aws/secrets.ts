import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import type { Clock } from '../scaler/ports/clock.ts';
import type { Secret } from '../scaler/ports/secrets.ts';

/** Seconds for which a warm function keeps a secret before it reads it again, unless it asks for a newer one. */
const KEPT = 300;

/**
 * A SecureString parameter, decrypted, without the spaces and line ends that a stored file brings along. It is
 * read when first needed, and again when it is older than is asked for; if that fails, the old value stays in use. Rejects with
 * an Error that names the parameter.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function secretParameter(client: SSMClient, name: string, clock: Clock): Secret {
  let kept: Promise<string> | undefined;
  let readAt = 0;
  return (maxAge = KEPT) => {
    if (kept !== undefined && clock.now() - readAt < maxAge) return kept;
    const before = kept;
    readAt = clock.now();
    kept = readParameter(client, name).catch((error: unknown) => {
      kept = before;
      if (before !== undefined) return before;
      throw error;
    });
    return kept;
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
