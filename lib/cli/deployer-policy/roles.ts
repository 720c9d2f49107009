import type { Settings } from '../../config/settings.ts';
import { allow, prefixed, type StageInAws, type Statement } from './statement.ts';

/** Those of functions, and of machines; and those that config.toml names, for what machines need of them. */
export function ofRoles(
  { partition, account, scaler }: StageInAws,
  settings: Settings | undefined,
): Statement[] {
  const iam = (resource: string) => `arn:${partition}:iam::${account}:${resource}`;
  const own = [iam(`role/${scaler}-*`), iam(`role/${scaler}/*`)];
  const theirs = settings?.runners.flatMap(({ ec2 }) => ec2.instanceProfile ?? []) ?? [];
  return [
    allow(
      'Roles',
      prefixed('iam', [
        ...[
          'AttachRolePolicy',
          'CreateRole',
          'DeleteRole',
          'DeleteRolePolicy',
          'DetachRolePolicy',
          'GetRole',
        ],
        ...['GetRolePolicy', 'ListAttachedRolePolicies', 'ListRolePolicies', 'PutRolePolicy', 'TagRole'],
        ...['UntagRole', 'UpdateAssumeRolePolicy', 'UpdateRole', 'UpdateRoleDescription'],
      ]),
      own,
    ),
    {
      ...allow('HandOver', ['iam:PassRole'], own),
      Condition: {
        StringLike: {
          'iam:PassedToService': ['ec2.amazonaws.com*', 'lambda.amazonaws.com*', 'states.*amazonaws.com*'],
        },
      },
    },
    allow(
      'KeyPolicy',
      // Of the reconciler, where disks have a key of the customer's.
      prefixed('iam', [
        ...['CreatePolicy', 'CreatePolicyVersion', 'DeletePolicy', 'DeletePolicyVersion', 'GetPolicy'],
        ...['GetPolicyVersion', 'ListEntitiesForPolicy', 'ListPolicyVersions'],
      ]),
      [iam(`policy/${scaler}-*`)],
    ),
    allow(
      'Profiles',
      prefixed('iam', [
        ...['AddRoleToInstanceProfile', 'CreateInstanceProfile', 'DeleteInstanceProfile'],
        ...['GetInstanceProfile', 'RemoveRoleFromInstanceProfile'],
      ]),
      [iam(`instance-profile/${scaler}/*`), ...own],
    ),
    ...(theirs.length === 0
      ? []
      : [
          allow(
            'YourRoles',
            prefixed('iam', ['DeleteRolePolicy', 'GetRolePolicy', 'PutRolePolicy']),
            [...new Set(theirs)].map((profile) => iam(`role/${profile}`)),
          ),
        ]),
  ];
}
