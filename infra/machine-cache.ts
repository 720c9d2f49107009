import type { RunnerSettings } from '../lib/config/settings.ts';
import { type Json, PARTITION, placeholder, sub } from './cloudformation.ts';

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
  ];
}
