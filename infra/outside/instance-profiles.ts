import {
  GetInstanceProfileCommand,
  type IAMClient,
  IAMServiceException,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import type { FoundRole, FoundRoles } from '../machines/role.ts';
import { explained } from './refusal.ts';
import { trustIn } from './trust-policy.ts';

/**
 * Finds the roles of the instance profiles that config.toml names, since what a machine needs is attached to the
 * role. Only where the console made both do they have the same name. Without credentials or network nothing is found,
 * and a warning says so: packaging takes neither. Throws Error that says what to do where there is no such profile,
 * or it has no role, or AWS refuses.
 */
export async function findRoles(
  client: IAMClient,
  profiles: readonly string[],
  warn: (message: string) => void,
): Promise<FoundRoles> {
  const found = new Map<string, FoundRole>();
  for (const profile of new Set(profiles)) {
    try {
      found.set(profile, await roleOf(client, profile));
    } catch (error) {
      if (error instanceof Unusable) throw error;
      if (error instanceof NoSuchEntityException) throw new Unusable(profile, 'is not there');
      if (error instanceof IAMServiceException) throw explained(error, wanted(profile));
      warn(
        `AWS could not be asked for the instance profile ${profile} (${(error as Error).message}): the roles of profiles are taken to have their names`,
      );
      return found;
    }
  }
  return found;
}

async function roleOf(client: IAMClient, InstanceProfileName: string): Promise<FoundRole> {
  const { InstanceProfile } = await client.send(new GetInstanceProfileCommand({ InstanceProfileName }));
  const { RoleName, Arn, RoleId, AssumeRolePolicyDocument = '' } = InstanceProfile?.Roles?.[0] ?? {};
  if (RoleName === undefined || Arn === undefined || RoleId === undefined) {
    throw new Unusable(InstanceProfileName, 'has no role');
  }
  return { name: RoleName, arn: Arn, id: RoleId, trusts: trustIn(AssumeRolePolicyDocument) };
}

class Unusable extends Error {
  constructor(profile: string, problem: string) {
    super(
      `amazonec2-iam-instance-profile=${profile}: the instance profile ${problem} in this account. Leave the option ` +
        'out, and the deployment makes a profile and a role that may do what machines need; or make it, with a role: ' +
        `aws iam create-instance-profile --instance-profile-name ${profile}; aws iam add-role-to-instance-profile ` +
        `--instance-profile-name ${profile} --role-name …`,
    );
  }
}

const wanted = (profile: string) => ({
  what: `the role of the instance profile "${profile}"`,
  permissions: 'iam:GetInstanceProfile',
  instead: 'leave amazonec2-iam-instance-profile out',
});
