import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { unmistakableSecret } from '../../lib/config/checks/secrets.ts';
import type { Serverless } from './serverless.ts';

/**
 * The last look at what leaves this computer: the template and every file of every bundle, as they will be uploaded.
 * config.toml was looked at before; this finds what came another way, such as user data or a change of the code.
 * Throws an Error that names each place, and never the secret.
 */
export async function refuseSecrets({ service }: Serverless): Promise<void> {
  const places = [...secretsOfTemplate(service.provider.compiledCloudFormationTemplate)];
  for (const [name, { package: made }] of Object.entries(service.functions)) {
    if (made?.artifact !== undefined) places.push(...secretsOfBundle(name, await readFile(made.artifact)));
  }
  if (places.length === 0) return;
  throw new Error(
    [
      'Nothing was deployed, because a secret would have been:',
      ...places.map((place) => `  ${place}`),
      'Keep it in SSM, as the GitLab token is, or in a masked variable of CI/CD in GitLab.',
    ].join('\n'),
  );
}

/** By resource and key, as `Resources.Table.Properties.TableName`. */
export function secretsOfTemplate(part: unknown, path: readonly string[] = []): string[] {
  if (typeof part === 'string') {
    const found = unmistakableSecret(part);
    return found === undefined ? [] : [`the template, ${path.join('.')}: what looks like ${found.what}`];
  }
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => secretsOfTemplate(value, [...path, key]));
}

/** @param zip the bundle as Lambda gets it */
export function secretsOfBundle(name: string, zip: Uint8Array): string[] {
  return Object.entries(unzipSync(zip)).flatMap(([file, content]) => {
    const found = unmistakableSecret(strFromU8(content));
    return found === undefined
      ? []
      : [`the function ${name}, ${file} at character ${found.at}: what looks like ${found.what}`];
  });
}
