import type { RunnerSettings } from '../lib/config/settings.ts';
import {
  ACCOUNT,
  attribute,
  type Json,
  logicalId,
  PARTITION,
  placeholder,
  policy,
  REGION,
  type Resources,
  ref,
  sub,
} from './cloudformation.ts';
import { cacheStatements } from './machine-cache.ts';
import { jobStatements } from './machine-permissions.ts';

/** Characters of a policy's name that tell the runner: with the stack's name and the region it may have 128. */
const POLICY_NAME = 48;

/**
 * The role that a runner's machines have, and the jobs on them with it.
 *
 * A profile that config.toml names is used as it is: it exists (docker-machine never made one), it holds what the
 * jobs may do, and making one of that name would fail on it. What a machine needs for itself is attached to its role
 * as a policy of this stack, and goes with it; the role is taken to have the profile's name, as the console and the
 * guides make it, and the deployment fails where there is none. Where config.toml names no profile, the stack has a
 * role and a profile of its own.
 */
export function machineRoleOf(runner: RunnerSettings): Resources {
  const { instanceProfile } = runner.ec2;
  return {
    ...(instanceProfile === undefined ? ownRole(runner) : {}),
    [policyId(runner)]: {
      // Inline: a role may have ten managed policies, and the user's has its own.
      Type: 'AWS::IAM::Policy',
      Properties: {
        // The role may be the user's, which deployments in several regions may share: roles are the account's.
        PolicyName: sub(`${placeholder('AWS::StackName')}-${REGION}-${policyId(runner).slice(-POLICY_NAME)}`),
        PolicyDocument: policy([mayCallUs, ...cacheStatements(runner), ...jobStatements(runner.permissions)]),
        Roles: [instanceProfile ?? ref(roleId(runner))],
      },
    },
  };
}

/** The name of the instance profile. */
export function machineProfile(runner: RunnerSettings): Json {
  return runner.ec2.instanceProfile ?? ref(profileId(runner));
}

export function machineRoleArn(runner: RunnerSettings): Json {
  const { instanceProfile } = runner.ec2;
  if (instanceProfile === undefined) return attribute(roleId(runner), 'Arn');
  return sub(`arn:${PARTITION}:iam::${ACCOUNT}:role/${instanceProfile}`);
}

const policyId = (runner: RunnerSettings): string => logicalId('MachinePolicy', runner.name);
const roleId = (runner: RunnerSettings): string => logicalId('MachineRole', runner.name);
const profileId = (runner: RunnerSettings): string => logicalId('MachineProfile', runner.name);

function ownRole(runner: RunnerSettings): Resources {
  return {
    [roleId(runner)]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: policy([
          { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ]),
      },
    },
    [profileId(runner)]: {
      Type: 'AWS::IAM::InstanceProfile',
      Properties: { Roles: [ref(roleId(runner))] },
    },
  };
}

/**
 * The API has one stage only, so a `*` for it widens nothing.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
const mayCallUs: Json = {
  Effect: 'Allow',
  Action: 'execute-api:Invoke',
  Resource: ['register', 'report'].map((route) =>
    sub(
      `arn:${PARTITION}:execute-api:${REGION}:${ACCOUNT}:${placeholder('HttpApi')}/*/POST/machines/${route}`,
    ),
  ),
};
