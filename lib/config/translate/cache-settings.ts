import type { CacheSettings, TomlTable, TomlValue } from '../settings.ts';

/**
 * Where a `[[runners]]` entry has its cache. Machines are gone after their jobs, so one that names no place gets a
 * bucket: a cache on their disks would be of no use.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnerscache-section
 */
export function cacheSettings(entry: TomlTable): CacheSettings {
  const cache = tableAt(entry, 'cache');
  const { BucketName, ServerAddress } = tableAt(cache, 's3') ?? {};
  if ((cache?.['Type'] ?? 's3') !== 's3' || isForeign(ServerAddress)) return { kind: 'Elsewhere' };
  if (BucketName === undefined || BucketName === '') return { kind: 'Deployment' };
  return { kind: 'Bucket', name: String(BucketName) };
}

/** A server that speaks S3 and is not AWS. */
function isForeign(address: TomlValue | undefined): boolean {
  return typeof address === 'string' && address !== '' && !/(^|\.)amazonaws\.com(\.cn)?$/.test(address);
}

function tableAt(table: TomlTable | undefined, key: string): TomlTable | undefined {
  const value = table?.[key];
  const isTable = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
  return isTable ? value : undefined;
}
