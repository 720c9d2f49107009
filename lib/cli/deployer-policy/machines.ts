import { allow, prefixed, type StageInAws, type Statement } from './statement.ts';

/** What machines are launched from; and at a removal their end. */
export function ofMachines({ partition, region, account, scaler }: StageInAws): Statement[] {
  const ec2 = (resource: string) => `arn:${partition}:ec2:${region}:${account}:${resource}`;
  const ours = { StringEquals: { 'aws:ResourceTag/bastionless:scaler': [scaler] } };
  return [
    allow(
      'Templates',
      prefixed('ec2', [
        ...['AuthorizeSecurityGroupEgress', 'CreateLaunchTemplate', 'CreateSecurityGroup', 'CreateTags'],
        ...['DeleteLaunchTemplate', 'DeleteSecurityGroup', 'DeleteTags', 'RevokeSecurityGroupEgress'],
      ]),
      [ec2('launch-template/*'), ec2('security-group/*'), ec2('security-group-rule/*'), ec2('vpc/*')],
    ),
    {
      ...allow('Machines', prefixed('ec2', ['CancelSpotInstanceRequests', 'TerminateInstances']), [
        ec2('instance/*'),
        ec2('spot-instances-request/*'),
      ]),
      Condition: ours,
    },
    {
      ...allow('Images', prefixed('ec2', ['DeleteSnapshot', 'DeregisterImage']), [
        `arn:${partition}:ec2:${region}::image/*`,
        `arn:${partition}:ec2:${region}::snapshot/*`,
      ]),
      Condition: ours,
    },
  ];
}
