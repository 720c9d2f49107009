import type { RunnerSettings } from '../../lib/config/settings.ts';
import { type Json, placeholder, policy, REGION, type Resources, ref, sub } from '../cloudformation.ts';
import { aliasCondition, keyArn } from '../kms-key.ts';
import type { FoundDisks } from './root-disk.ts';
import { imageOf } from './template.ts';

/** What encrypts disks beside what config.toml says. */
interface FoundKeys {
  readonly disks: FoundDisks;
  readonly defaultDiskKey?: string;
}

/** The key of a runner's disks; undefined: AWS's own, which needs nothing said. */
function keyOf({ ec2 }: RunnerSettings, { disks, defaultDiskKey }: FoundKeys): string | undefined {
  return ec2.disk.kmsKey ?? disks.get(imageOf(ec2))?.kmsKey ?? defaultDiskKey;
}

/**
 * A customer's key for disks is used by EC2 on behalf of whoever launches the machine: the reconciler. The key is one
 * that config.toml names, or the image's, or the account's default for EBS.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/EBSEncryption.html#ebs-encryption-permissions
 */
export function diskKeyPolicy(runners: readonly RunnerSettings[], found: FoundKeys): Resources {
  const keys = new Set(runners.flatMap((runner) => keyOf(runner, found) ?? []));
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
