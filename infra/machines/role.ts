import type { RunnerSettings } from '../../lib/config/settings.ts';
import {
  ACCOUNT,
  EC2_PRINCIPAL,
  type Json,
  logicalId,
  PARTITION,
  placeholder,
  policy,
  REGION,
  type Resources,
  ref,
  roleOf,
  sub,
} from '../cloudformation.ts';
import { cacheStatements } from './cache.ts';
import { jobStatements } from './permissions.ts';

/** Characters of a policy's name that tell the role: with the stack's name and the region it may have 128. */
const POLICY_NAME = 48;

/** The role of an instance profile that is there already. */
export interface FoundRole {
  readonly name: string;
  readonly arn: string;
  /** Its unique id, `AROA…`: what AWS says of who signs a request. */
  readonly id: string;
  /** Who may assume it. */
  readonly trusts: 'EC2' | 'Others';
}

/** By the name of the profile. */
export type FoundRoles = ReadonlyMap<string, FoundRole>;

/**
 * The roles that machines have, and the jobs on them with it.
 *
 * A profile that config.toml names is used as it is: it exists (docker-machine never made one), it holds what the
 * jobs may do, and making one of that name would fail on it. What a machine needs for itself is attached to its role
 * as one policy of this stack, for all runners that share it, and goes with it. Where config.toml names no profile,
 * the stack has a role and a profile of its own.
 */
export function machineRolesOf(
  runners: readonly RunnerSettings[],
  scaler: string,
  found: FoundRoles,
): Resources {
  const shared = Map.groupBy(runners.filter(isTheirs), ({ ec2 }) => roleName(ec2.instanceProfile, found));
  const own = Map.groupBy(
    runners.filter((runner) => !isTheirs(runner)),
    ({ entry }) => entry.name,
  );
  return Object.assign(
    {},
    ...[...own].map(([entry, users]) => ({
      ...ownRole(entry, scaler),
      ...machinePolicy(logicalId('MachinePolicy', entry), { role: ref(roleId(entry)), trusts: 'EC2' }, users),
    })),
    ...[...shared].map(([role, users]) =>
      machinePolicy(logicalId('MachinePolicy', role), { role, trusts: trustOf(users, found) }, users),
    ),
  );
}

/** Of a role that nobody could be asked for it is not known. */
const trustOf = ([user]: readonly WithTheirs[], found: FoundRoles): FoundRole['trusts'] =>
  found.get(user?.ec2.instanceProfile ?? '')?.trusts ?? 'Others';

/** The name of the instance profile. */
export function machineProfile(runner: RunnerSettings): Json {
  return runner.ec2.instanceProfile ?? ref(profileId(runner.entry.name));
}

/** What the reconciler may hand over to EC2: the stack's own roles by their path, which is as long as one, and theirs. */
export function machineRoleArns(
  runners: readonly RunnerSettings[],
  scaler: string,
  found: FoundRoles,
): readonly Json[] {
  const theirs = runners.filter(isTheirs).map(({ ec2: { instanceProfile } }) => {
    const { arn } = found.get(instanceProfile) ?? {};
    return arn ?? `arn:${PARTITION}:iam::${ACCOUNT}:role/${instanceProfile}`;
  });
  const own = runners.every(isTheirs) ? [] : [`arn:${PARTITION}:iam::${ACCOUNT}:role${pathOf(scaler)}*`];
  return [...new Set([...own, ...theirs])].map(sub);
}

/**
 * Their unique ids, which tell the function that registers machines who is one, for `Fn::Sub`; a role that nobody could
 * be asked for is missing.
 */
export function machineRoleIds(runners: readonly RunnerSettings[], found: FoundRoles): Json {
  const ids = runners.map((runner) =>
    isTheirs(runner)
      ? found.get(runner.ec2.instanceProfile)?.id
      : placeholder(`${roleId(runner.entry.name)}.RoleId`),
  );
  return sub([...new Set(ids.filter((id) => id !== undefined))].join());
}

type WithTheirs = RunnerSettings & { readonly ec2: { readonly instanceProfile: string } };

const isTheirs = (runner: RunnerSettings): runner is WithTheirs => runner.ec2.instanceProfile !== undefined;
/** Where nobody could be asked, it is taken to have the profile's name, as the console and the guides make it. */
const roleName = (profile: string, found: FoundRoles): string => found.get(profile)?.name ?? profile;
/** An entry and its sizes have one. */
const roleId = (entry: string): string => logicalId('MachineRole', entry);
const profileId = (entry: string): string => logicalId('MachineProfile', entry);
const pathOf = (scaler: string): string => `/${scaler}/`;

function ownRole(entry: string, scaler: string): Resources {
  return {
    [roleId(entry)]: roleOf(EC2_PRINCIPAL, { Path: pathOf(scaler) }),
    [profileId(entry)]: {
      Type: 'AWS::IAM::InstanceProfile',
      Properties: { Path: pathOf(scaler), Roles: [ref(roleId(entry))] },
    },
  };
}

/** What its machines need of a role. Inline: a role may have ten managed policies, and the user's has its own. */
function machinePolicy(
  id: string,
  { role, trusts }: { readonly role: Json; readonly trusts: FoundRole['trusts'] },
  users: readonly RunnerSettings[],
): Resources {
  const statements = [
    trusts === 'EC2' ? mayCallUs : { ...mayCallUs, Condition: fromAnInstance },
    ...(users.some(({ hasSessionManager }) => hasSessionManager) ? [mayOpenShells] : []),
    ...users.flatMap((runner) => [...cacheStatements(runner), ...jobStatements(runner.permissions)]),
  ];
  const different = new Map(statements.map((statement) => [JSON.stringify(statement), statement]));
  return {
    [id]: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        // Deployments in several regions may share the user's role: roles are the account's.
        PolicyName: sub(`${placeholder('AWS::StackName')}-${REGION}-${id.slice(-POLICY_NAME)}`),
        PolicyDocument: policy([...different.values()]),
        Roles: [role],
      },
    },
  };
}

/**
 * What SSM's agent on a machine asks for sessions and commands; none of it can be narrowed.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
 */
const mayOpenShells: Json = {
  Effect: 'Allow',
  Action: [
    'ssm:UpdateInstanceInformation',
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
    'ec2messages:AcknowledgeMessage',
    'ec2messages:DeleteMessage',
    'ec2messages:FailMessage',
    'ec2messages:GetEndpoint',
    'ec2messages:GetMessages',
    'ec2messages:SendReply',
  ],
  Resource: '*',
};

/**
 * The API has one stage only, so a `*` for it widens nothing.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
const mayCallUs = {
  Effect: 'Allow',
  Action: 'execute-api:Invoke',
  Resource: ['register', 'report'].map((route) =>
    sub(
      `arn:${PARTITION}:execute-api:${REGION}:${ACCOUNT}:${placeholder('HttpApi')}/*/POST/machines/${route}`,
    ),
  ),
};

/**
 * Only with the credentials that EC2 itself gave an instance: others who may assume the role choose what their session is
 * called. It is asked for only there. AWS calls the key global; API Gateway's own list of keys lacks it, and without it in
 * the context no machine could register.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-source-instance
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
const fromAnInstance: Json = {
  ArnLike: { 'ec2:SourceInstanceARN': sub(`arn:${PARTITION}:ec2:${REGION}:${ACCOUNT}:instance/*`) },
};
