import { type EC2Client, GetEbsDefaultKmsKeyIdCommand } from '@aws-sdk/client-ec2';

/** AWS's own key lets everybody in the account use it through EC2. */
const AWS_KEY = /alias\/aws\/ebs$/;

/**
 * The key that the account encrypts disks with where none is named, if it is one of the customer's: the reconciler then
 * needs rights on it. Undefined where it is AWS's own, or nobody could be asked: `doctor` looks at it too.
 */
export async function findDefaultKey(client: EC2Client): Promise<string | undefined> {
  try {
    const { KmsKeyId } = await client.send(new GetEbsDefaultKmsKeyIdCommand());
    return KmsKeyId === undefined || AWS_KEY.test(KmsKeyId) ? undefined : KmsKeyId;
  } catch {
    return undefined;
  }
}
