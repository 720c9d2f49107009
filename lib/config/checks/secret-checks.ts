import { isOption, leaves } from '../file/leaves.ts';
import { type KeyPath, showPath } from '../file/toml.ts';
import type { TomlTable, TomlValue } from '../file/toml-value.ts';
import { split } from '../machine-options/parse.ts';
import { isForeign } from '../translate/cache-settings.ts';
import { isTable, tableAt } from '../upstream/kinds.ts';
import { lookUp } from '../upstream/lookup.ts';
import type { Complaint } from './complaint.ts';
import { isHarmless, isSecretName, type Suspicion, secretInSetting, unmistakableSecret } from './secrets.ts';

const INSTEAD =
  'It would be in the deployed functions and on every machine: make it a masked variable of CI/CD in GitLab, ' +
  'or let jobs fetch it with the role of their machine';

/** Keys of `[runners.cache]` that hold nothing but a secret, those of older versions too: the secret is still valid. */
const S3_KEY = /^cache(\.s3)?\.(AccessKey|SecretKey|SessionToken)$/;
const CLOUD_KEY = /^cache\.(gcs\.PrivateKey|azure\.AccountKey)$/;

/** Everything in an entry that looks like a secret and would be deployed. */
export function secretsIn(entry: TomlTable, index: number): Complaint[] {
  return leaves(entry, ['runners', index]).flatMap(({ path, value }) =>
    isDeployed(path) ? secretsAt(value, path, entry) : [],
  );
}

function isDeployed(path: KeyPath): boolean {
  const found = lookUp(path);
  if (found.kind !== 'Key')
    return found.kind === 'Unknown' && !/^runners\.(machine|autoscaler)\b/.test(found.table);
  const { key } = found;
  return key.fate === 'passed on' || key.fate === 'gone' || path[2] === 'bastionless' || isOption(path);
}

function secretsAt(value: TomlValue, path: KeyPath, entry: TomlTable): Complaint[] {
  if (typeof value === 'string') return complaintsAbout(value, path, entry);
  if (Array.isArray(value)) return value.flatMap((item, index) => secretsAt(item, [...path, index], entry));
  if (!isTable(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretsAt(inner, [...path, key], entry));
}

function complaintsAbout(text: string, path: KeyPath, entry: TomlTable): Complaint[] {
  if (text === '') return [];
  const place = showPath(path.slice(2));
  if (S3_KEY.test(place)) return [{ path, message: keyOfS3(entry) }];
  if (CLOUD_KEY.test(place)) return [{ path, message: `looks like a secret. ${OTHER_CLOUD}` }];
  // We know each option and what it must be: a word in its name tells nothing.
  const found = isOption(path) ? secretInOption(text) : secretInSetting(text);
  if (found !== undefined) return [{ path, message: `holds what looks like ${found.what}. ${INSTEAD}` }];
  const isNamed = isSecretName(String(path.at(-1))) && !isHarmless(text) && !isOption(path);
  return isNamed ? [{ path, message: `looks like a secret. ${INSTEAD}` }] : [];
}

/** Options of Docker's engine hold settings of their own: `engine-env=HTTPS_PROXY=…`. */
function secretInOption(text: string): Suspicion | undefined {
  const { flag, value } = split(text);
  return flag.startsWith('engine-') ? secretInSetting(value) : unmistakableSecret(text);
}

const OWN_BUCKET =
  'for a bucket of the deployment’s own, leave out BucketName and ServerAddress too, or name a bucket in S3, which machines reach by their role';
const OTHER_CLOUD = `Keys of another cloud’s store cannot be kept here, since they would be in the deployed functions. Remove it; ${OWN_BUCKET}`;

function keyOfS3(entry: TomlTable): string {
  const cache = tableAt(entry, 'cache');
  const address = tableAt(cache, 's3')['ServerAddress'] ?? cache['ServerAddress'];
  return isForeign(address)
    ? `must not be set: keys of ${address} cannot be kept here, since they would be in the deployed functions, and without them that server lets no machine in. Remove it; ${OWN_BUCKET}`
    : 'must not be set: machines reach the cache by their role. Remove it, and revoke the key';
}
