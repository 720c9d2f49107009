import { EC2Client } from '@aws-sdk/client-ec2';
import type { Settings } from '../lib/config/settings.ts';
import type { Found } from './deployment.ts';
import { findSecurityGroups } from './find-security-groups.ts';
import { namedGroups } from './security-group.ts';
import { userDataFiles } from './user-data-files.ts';

/** Milliseconds to reach AWS: without a network there is nothing to wait for. */
const CONNECTION_TIMEOUT = 3000;
const ATTEMPTS = 2;

export interface Outside {
  /** The path of config.toml, which its own paths are from. */
  readonly configFile: string;
  /** The command's --aws-profile. */
  readonly profile: string | undefined;
  readonly warn: (message: string) => void;
}

/** What a config.toml refers to outside itself. Throws Error that says what is missing. */
export async function findOutside(
  settings: Settings,
  { configFile, profile, warn }: Outside,
): Promise<Found> {
  const userData = userDataFiles(settings, configFile);
  const named = settings.runners.flatMap(namedGroups);
  if (named.length === 0) return { userData, securityGroups: new Map() };
  const client = new EC2Client({
    ...settings.ec2Api,
    maxAttempts: ATTEMPTS,
    region: settings.runners[0]?.ec2.region ?? '',
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT },
    ...(profile !== undefined && { profile }),
  });
  try {
    return { userData, securityGroups: await findSecurityGroups(client, named, warn) };
  } finally {
    client.destroy();
  }
}
