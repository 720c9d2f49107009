import type { RunnerSettings, TomlTable, TomlValue } from '../lib/config/settings.ts';
import {
  ACCOUNT,
  attribute,
  type Json,
  logicalId,
  PARTITION,
  placeholder,
  REGION,
  type Resources,
  ref,
  sub,
} from './cloudformation.ts';

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
    [logicalId('MachinePolicy', runner.name)]: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: 'What machines need for themselves',
        PolicyDocument: policy([mayRegister, ...cacheStatements(runner)]),
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
const mayRegister: Json = {
  Effect: 'Allow',
  Action: 'execute-api:Invoke',
  Resource: sub(
    `arn:${PARTITION}:execute-api:${REGION}:${ACCOUNT}:${placeholder('HttpApi')}/*/POST/machines/register`,
  ),
};

/**
 * The cache of `[runners.cache.s3]`, which the machine's own gitlab-runner reads and writes; docker-machine's bastion
 * did it with its role. To be told that an object is missing, and not that it is forbidden, takes the right to list.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnerscaches3-section
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
function cacheStatements({ passedOn }: RunnerSettings): Json[] {
  const s3 = tableAt(tableAt(passedOn, 'cache'), 's3');
  const bucket = s3?.['BucketName'];
  if (typeof bucket !== 'string') return [];
  const arn = `arn:${PARTITION}:s3:::${bucket}`;
  return [
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: sub(`${arn}/*`) },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: sub(arn) },
  ];
}

function tableAt(table: TomlTable | undefined, key: string): TomlTable | undefined {
  const value: TomlValue | undefined = table?.[key];
  const isTable = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
  return isTable ? value : undefined;
}

function policy(statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}
