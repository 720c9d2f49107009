import type { Settings } from '../lib/config/settings.ts';
import { type Json, placeholder, policy, REGION, type Resources, ref, sub } from './cloudformation.ts';
import { aliasCondition, keyArn } from './kms-key.ts';

/**
 * Where config.toml names a key for disks, EC2 uses it for who launches the machine: the reconciler. The account's
 * default key for EBS needs nothing said.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/EBSEncryption.html#ebs-encryption-permissions
 */
export function diskKeyPolicy({ runners }: Pick<Settings, 'runners'>): Resources {
  const keys = new Set(runners.flatMap(({ ec2 }) => ec2.disk.kmsKey ?? []));
  if (keys.size === 0) return {};
  return {
    DiskKeyPolicy: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: 'Encrypts the disks of the machines that are launched',
        PolicyDocument: policy([...keys].flatMap(statementsFor)),
        Roles: [ref('ReconcileRole')],
      },
    },
  };
}

function statementsFor(key: string): Json[] {
  const viaEc2 = {
    StringEquals: { 'kms:ViaService': sub(`ec2.${REGION}.${placeholder('AWS::URLSuffix')}`) },
    ...aliasCondition(key),
  };
  const Action = [
    ...['kms:DescribeKey', 'kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext'],
    ...['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  ];
  const forAws = { Bool: { 'kms:GrantIsForAWSResource': true }, ...viaEc2 };
  return [
    { Effect: 'Allow', Action, Resource: keyArn(key), Condition: viaEc2 },
    { Effect: 'Allow', Action: 'kms:CreateGrant', Resource: keyArn(key), Condition: forAws },
  ];
}
