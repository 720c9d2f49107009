import { strangeRegion } from '../ec2/regions.ts';
import type { KeyPath } from '../file/toml.ts';
import type { TomlValue } from '../file/toml-value.ts';
import { isForeign, isS3 } from '../translate/cache-settings.ts';
import { tableAt } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

const OWN_BUCKET =
  'For a bucket of the deployment’s own, leave out BucketName and ServerAddress, or name a bucket in S3';

/** Beside S3. */
const STORES = ['gcs', 'gcsv2', 'azure'];

/** Caches that machines cannot reach by their role. */
export function cacheTraps({ index, entry }: Written): Trap[] {
  const cache = tableAt(entry, 'cache');
  const type = cache['Type'];
  const s3 = tableAt(cache, 's3');
  const address = s3['ServerAddress'];
  const at = ['runners', index, 'cache'];
  if (isS3(type) && isForeign(address)) {
    const message = `${address} is not AWS: machines have no keys for it, and it does not know their role. ${OWN_BUCKET}`;
    return [trap('lost', [...at, 's3', 'ServerAddress'], message)];
  }
  if (isS3(type)) return regionTraps(s3['BucketLocation'], [...at, 's3', 'BucketLocation']);
  if (!STORES.includes(String(type))) {
    const message =
      'is not a type that GitLab Runner knows ("s3", "gcs" or "azure"): with it there is no cache';
    return [trap('lost', [...at, 'Type'], message)];
  }
  const message = `machines have no keys for a store of type "${type}": this cache works only where it needs none. ${OWN_BUCKET}, and Type`;
  return [trap('lost', [...at, 'Type'], message)];
}

/** S3 refuses what is signed for another region. */
function regionTraps(region: TomlValue | undefined, path: KeyPath): Trap[] {
  const strange = typeof region === 'string' && region !== '' ? strangeRegion(region) : undefined;
  return strange === undefined ? [] : [trap('broken', path, `"${region}" ${strange}`)];
}
