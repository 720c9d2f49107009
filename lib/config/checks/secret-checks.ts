import type { TomlTable, TomlValue } from '../settings.ts';
import type { KeyPath } from '../toml.ts';
import { isSecretName, secretInSetting } from './secrets.ts';

interface Complaint {
  readonly path: KeyPath;
  readonly message: string;
}

/** The runner's own token, which is stripped from everything that is deployed. */
const STRIPPED = ['token'];
const S3_KEYS = ['AccessKey', 'SecretKey', 'SessionToken'];

const INSTEAD =
  'It would be in the deployed functions and on every machine: make it a masked variable of CI/CD in GitLab, ' +
  'or let jobs fetch it with the role of their machine';

/** All in an entry that looks like a secret: what is passed on to machines is no place for one. */
export function secretsIn(entry: TomlTable): Complaint[] {
  return Object.entries(entry)
    .filter(([key]) => !STRIPPED.includes(key))
    .flatMap(([key, value]) => secretsAt(value, [key]));
}

function secretsAt(value: TomlValue, path: KeyPath): Complaint[] {
  if (typeof value === 'string') return complaintsAbout(value, path);
  if (Array.isArray(value)) return value.flatMap((item, index) => secretsAt(item, [...path, index]));
  if (typeof value !== 'object' || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretsAt(inner, [...path, key]));
}

function complaintsAbout(text: string, path: KeyPath): Complaint[] {
  const key = String(path.at(-1));
  if (path.at(-2) === 's3' && S3_KEYS.includes(key) && text !== '') {
    return [{ path, message: 'must not be set: machines reach the cache by their role. Remove it' }];
  }
  if (isSecretName(key) && text !== '') return [{ path, message: `looks like a secret. ${INSTEAD}` }];
  const found = secretInSetting(text);
  return found === undefined ? [] : [{ path, message: `holds what looks like ${found.what}. ${INSTEAD}` }];
}
