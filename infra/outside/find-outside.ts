import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { SSMClient } from '@aws-sdk/client-ssm';
import { readGitlabCa } from '../../lib/config/gitlab-ca.ts';
import type { Settings } from '../../lib/config/settings.ts';
import { type Found, NOTHING_FOUND } from '../deployment.ts';
import { diskWarnings } from '../launch/root-disk.ts';
import { namedGroups } from '../launch/security-group.ts';
import { imageOf } from '../launch/template.ts';
import { findDefaultKey } from './default-key.ts';
import { findDisks } from './images.ts';
import { findRoles } from './instance-profiles.ts';
import { findSecurityGroups } from './security-groups.ts';
import { userDataFiles } from './user-data-files.ts';
import { warnOfSharedZones } from './zones.ts';

/** Milliseconds to reach AWS: without a network there is nothing to wait for. */
const CONNECTION_TIMEOUT = 3000;
const ATTEMPTS = 2;

interface Outside {
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
  const gitlabCa = readGitlabCa(settings, configFile);
  const files = {
    userData: userDataFiles(settings, configFile, gitlabCa),
    ...(gitlabCa !== undefined && { gitlabCa }),
  };
  const options = {
    maxAttempts: ATTEMPTS,
    region: settings.runners[0]?.ec2.region ?? '',
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT },
    ...(profile !== undefined && { profile }),
  };
  const ec2 = new EC2Client({ ...settings.ec2Api, ...options });
  const iam = new IAMClient(options);
  const ssm = new SSMClient(options);
  try {
    if (!(await hasCredentials(ec2, warn))) return { ...NOTHING_FOUND, ...files };
    return { ...files, ...(await ask({ ec2, iam, ssm }, settings, warn)) };
  } finally {
    ec2.destroy();
    iam.destroy();
    ssm.destroy();
  }
}

/** Packaging takes none: without them nothing is asked. */
async function hasCredentials(client: EC2Client, warn: Outside['warn']): Promise<boolean> {
  try {
    await client.config.credentials();
    return true;
  } catch (error) {
    warn(
      `without AWS credentials (${(error as Error).message}) nothing is looked up that config.toml refers to: what is packaged so is not to be deployed`,
    );
    return false;
  }
}

interface Clients {
  readonly ec2: EC2Client;
  readonly iam: IAMClient;
  readonly ssm: SSMClient;
}

async function ask(
  { ec2, iam, ssm }: Clients,
  { runners }: Settings,
  warn: Outside['warn'],
): Promise<Omit<Found, 'userData' | 'gitlabCa'>> {
  const profiles = runners.flatMap(({ ec2: { instanceProfile } }) => instanceProfile ?? []);
  const groups = runners.flatMap(namedGroups);
  const disks = await findDisks({ ec2, ssm }, runners, warn);
  for (const { name, ec2: settings } of runners) {
    const disk = disks.get(imageOf(settings));
    if (disk !== undefined)
      for (const warning of diskWarnings(settings.disk, disk)) warn(`runner "${name}": ${warning}`);
  }
  await warnOfSharedZones(ec2, runners, warn);
  const defaultDiskKey = await findDefaultKey(ec2);
  return {
    ...(defaultDiskKey !== undefined && { defaultDiskKey }),
    disks,
    roles: await findRoles(iam, profiles, warn),
    securityGroups: groups.length === 0 ? new Map() : await findSecurityGroups(ec2, groups, warn),
  };
}
