import type { TomlTable, TomlValue } from '../file/toml-value.ts';
import type { CacheSettings } from '../settings.ts';
import { tableAt } from '../upstream/kinds.ts';

/**
 * Where a `[[runners]]` entry has its cache. An entry that names no place gets a bucket: machines are gone after their jobs,
 * and a cache on their disks would be useless. An empty key names no place.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnerscache-section
 */
export function cacheSettings(entry: TomlTable): CacheSettings {
  const cache = tableAt(entry, 'cache');
  const s3 = tableAt(cache, 's3');
  if (!isS3(cache['Type']) || isForeign(s3['ServerAddress'])) return { kind: 'Elsewhere' };
  const key = s3['ServerSideEncryptionKeyID'];
  const roles = [s3['RoleARN'], s3['UploadRoleARN']].filter(isSet);
  const rights = { ...(isSet(key) && { kmsKey: key }), ...(roles.length > 0 && { roles }) };
  const name = s3['BucketName'];
  return isSet(name) ? { kind: 'Bucket', name, ...rights } : { kind: 'Deployment', ...rights };
}

/** "s3v2" is what GitLab Runner calls its newer client of S3. */
export const isS3 = (type: TomlValue | undefined): boolean =>
  type === undefined || type === '' || type === 's3' || type === 's3v2';

/** Is it a server that speaks S3 and is not AWS? */
export function isForeign(address: TomlValue | undefined): address is string {
  return isSet(address) && !/(^|\.)amazonaws\.(com|com\.cn|eu)(:\d+)?$/i.test(address);
}

const isSet = (value: TomlValue | undefined): value is string => typeof value === 'string' && value !== '';
