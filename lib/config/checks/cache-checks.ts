import type { KeyPath } from '../file/toml.ts';
import type { TomlTable } from '../file/toml-value.ts';
import { cacheSettings } from '../translate/cache-settings.ts';
import { modernised } from '../translate/modernised.ts';
import { tableAt } from '../upstream/kinds.ts';
import type { Complaint } from './complaint.ts';

type Form = readonly [form: RegExp, expected: string];
const ROLE: Form = [
  /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  'the ARN of a role, arn:aws:iam::…:role/…',
];
/** Keys of an S3 bucket. Machines' rights are made from them: IAM would refuse a wrong one in the middle of a deployment. */
const FORMS: Readonly<Record<string, Form>> = {
  BucketName: [
    /^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/,
    'the name of a bucket alone, such as ci-cache',
  ],
  RoleARN: ROLE,
  UploadRoleARN: ROLE,
  ServerSideEncryptionKeyID: [
    /^(arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[\w/-]+|alias\/[\w/-]+|[0-9a-f-]{36}|mrk-[0-9a-f]{32})$/,
    'the id, the ARN or the alias (alias/…) of a KMS key',
  ],
};

export function cacheComplaints(entry: TomlTable, index: number): Complaint[] {
  const written = modernised(entry);
  if (cacheSettings(written).kind === 'Elsewhere') return [];
  const s3 = tableAt(tableAt(written, 'cache'), 's3');
  return Object.entries(FORMS).flatMap(([key, [form, expected]]) => {
    const value = s3[key];
    if (typeof value !== 'string' || value === '' || form.test(value)) return [];
    return [{ path: placeOf(entry, index, key), message: `must be ${expected} (it is "${value}")` }];
  });
}

/** Until GitLab Runner 12.0 the keys of S3 stood in [runners.cache] itself. */
function placeOf(entry: TomlTable, index: number, key: string): KeyPath {
  const cache = tableAt(entry, 'cache');
  const isOld = cache[key] !== undefined && !tableAt(cache, 's3')[key];
  return ['runners', index, 'cache', ...(isOld ? [] : ['s3']), key];
}
