import type { KMSClient } from '@aws-sdk/client-kms';
import type { Settings } from '../../config/settings.ts';
import { clientOptions, type Deployment, ec2Options } from '../deployment/deployment.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';
import { attempted } from './attempted.ts';

/** AWS's own key lets everybody in the account use it through EC2. */
const AWS_KEY = /alias\/aws\/ebs$/;
/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-prerequisites.html */
const OPERATIONS = [
  ...['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'CreateGrant'],
  ...['DescribeKey', 'ReEncryptFrom', 'ReEncryptTo'],
];

/**
 * A spot launch with a customer's key is made by EC2's role for spot instances, which needs a grant on the key: without
 * it instances end while they are pending, with Client.InternalError.
 */
export async function diskKeyFindings(
  deployment: Deployment,
  { runners }: Settings,
): Promise<readonly Finding[]> {
  const spot = runners.filter(({ ec2 }) => ec2.market.kind === 'Spot');
  const named = spot.flatMap(({ ec2 }) => ec2.disk.kmsKey ?? []);
  const account =
    named.length < spot.length ? await defaultKey(deployment) : { key: undefined, findings: [] };
  const keys = new Set([...named, ...(account.key === undefined ? [] : [account.key])]);
  if (keys.size === 0) return [...account.findings];
  const { KMSClient } = await import('@aws-sdk/client-kms');
  const client = new KMSClient(clientOptions(deployment));
  try {
    const ours = await accountOf(deployment);
    const found = await Promise.all(
      [...keys].map((key) => {
        const check = `key of disks ${key}`;
        return attempted(check, () => keyFinding(client, check, key, ours));
      }),
    );
    return [...account.findings, ...found];
  } finally {
    client.destroy();
  }
}

/** The account's, where a runner names none; undefined if it is AWS's own. */
async function defaultKey(
  deployment: Deployment,
): Promise<{ readonly key: string | undefined; readonly findings: readonly Finding[] }> {
  const { EC2Client, GetEbsDefaultKmsKeyIdCommand } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client(ec2Options(deployment));
  try {
    const { KmsKeyId = 'alias/aws/ebs' } = await client.send(new GetEbsDefaultKmsKeyIdCommand());
    if (!AWS_KEY.test(KmsKeyId)) return { key: KmsKeyId, findings: [] };
    return { key: undefined, findings: [ok('key of disks', 'AWS’s own, alias/aws/ebs')] };
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return {
      key: undefined,
      findings: [warn('key of disks', `the account’s is not known: ${message}`, todo)],
    };
  } finally {
    client.destroy();
  }
}

async function accountOf(deployment: Deployment): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(clientOptions(deployment));
  try {
    return (await client.send(new GetCallerIdentityCommand())).Account ?? '';
  } finally {
    client.destroy();
  }
}

async function keyFinding(client: KMSClient, check: string, key: string, account: string): Promise<Finding> {
  const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: key }));
  const arn = KeyMetadata?.Arn ?? key;
  if (KeyMetadata?.KeyState !== 'Enabled')
    return fail(check, `it is ${KeyMetadata?.KeyState}`, 'Enable it, or name another key.');
  const role = spotRole(arn, account);
  return (await isGranted(client, arn, role))
    ? ok(check, 'EC2’s role for spot instances may use it')
    : fail(
        check,
        'EC2’s role for spot instances may not use it: launches end while they are pending',
        grant(arn, role),
      );
}

async function isGranted(client: KMSClient, KeyId: string, role: string): Promise<boolean> {
  const { paginateListGrants } = await import('@aws-sdk/client-kms');
  for await (const { Grants = [] } of paginateListGrants({ client }, { KeyId })) {
    if (Grants.some(({ GranteePrincipal }) => GranteePrincipal === role)) return true;
  }
  return false;
}

/** Of the account that launches, whosever the key is; it has the key's partition. */
function spotRole(keyArn: string, account: string): string {
  const [, partition] = keyArn.split(':');
  return `arn:${partition}:iam::${account}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot`;
}

const grant = (keyArn: string, role: string): string =>
  `aws kms create-grant --key-id ${keyArn} --grantee-principal ${role} --operations ${OPERATIONS.join(' ')}`;
