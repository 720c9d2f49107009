import type { CacheRights, RunnerSettings } from '../../lib/config/settings.ts';
import { type Json, PARTITION, placeholder, sub } from '../cloudformation.ts';
import { aliasCondition, keyArn } from '../kms-key.ts';

/**
 * The bucket of `[runners.cache.s3]`, or the deployment's, which the machine's own gitlab-runner reads and writes;
 * docker-machine's bastion did it with its role. To be told that an object is missing, and not that it is forbidden,
 * takes the right to list.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnerscaches3-section
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export function cacheStatements({ cache }: RunnerSettings): Json[] {
  if (cache.kind === 'Elsewhere') return [];
  const bucket = cache.kind === 'Bucket' ? cache.name : placeholder('CacheBucket');
  const arn = `arn:${PARTITION}:s3:::${bucket}`;
  return [
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: sub(`${arn}/*`) },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: sub(arn) },
    ...keyStatements(cache),
    ...roleStatements(cache),
  ];
}

/**
 * Of ServerSideEncryptionKeyID.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/#enable-kms-key-encryption-in-s3-bucket-for-runner-cache
 */
function keyStatements({ kmsKey }: CacheRights): Json[] {
  if (kmsKey === undefined) return [];
  const condition = aliasCondition(kmsKey);
  return [
    {
      Effect: 'Allow',
      Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
      Resource: keyArn(kmsKey),
      ...(Object.keys(condition).length > 0 && { Condition: condition }),
    },
  ];
}

/** Of RoleARN and UploadRoleARN, whose own trust must let the machine's role assume them. */
const roleStatements = ({ roles = [] }: CacheRights): Json[] =>
  roles.length === 0 ? [] : [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [...roles] }];
