import type { TomlTable } from '../settings.ts';
import { isForeign } from '../translate/cache-settings.ts';
import { isTable } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

const OWN_BUCKET =
  'For a bucket of the deployment’s own, leave out BucketName and ServerAddress, or name a bucket in S3';

/** Caches that machines cannot reach by their role. */
export function cacheTraps({ index, entry }: Written): Trap[] {
  const cache = tableAt(entry, 'cache');
  const type = cache['Type'] || 's3';
  const s3 = tableAt(cache, 's3');
  const address = s3['ServerAddress'];
  const at = ['runners', index, 'cache'];
  if (type === 's3' && isForeign(address)) {
    const message = `${address} is not AWS: machines have no keys for it, and it does not know their role. ${OWN_BUCKET}`;
    return [trap('lost', [...at, 's3', 'ServerAddress'], message)];
  }
  if (type === 's3') return [];
  const message = `machines have no keys for a store of type "${type}": this cache works only where it needs none. ${OWN_BUCKET}, and Type`;
  return [trap('lost', [...at, 'Type'], message)];
}

function tableAt(table: TomlTable, key: string): TomlTable {
  const value = table[key];
  return isTable(value) ? value : {};
}
