import { parse } from 'smol-toml';
import type { TomlTable } from '../../../lib/config/file/toml-value.ts';
import { cacheSettings } from '../../../lib/config/translate/cache-settings.ts';
import { machineCache } from '../../../lib/machine/cache.ts';
import { aRunner } from '../../builders/settings.ts';

/** Of a runner whose entry has this section. */
function cacheOf(section: string, name = 'builds') {
  const passedOn = parse(section) as TomlTable;
  return machineCache(aRunner({ name, passedOn, cache: cacheSettings(passedOn) }), 'ours');
}
const OURS = { BucketName: 'ours', BucketLocation: 'us-east-1', AuthenticationType: 'iam' };

test.each([
  ['no section', ''],
  ['no place', '[cache]\nType = "s3"'],
  ['an empty name', '[cache]\nType = "s3"\n[cache.s3]\nBucketName = ""'],
])('an entry with %s has the bucket of the deployment', (_, section) => {
  expect(cacheOf(section)).toMatchObject({ Type: 's3', s3: OURS });
});

test('what is said beside the place stays', () => {
  expect(
    cacheOf('[cache]\nMaxUploadedArchiveSize = 5\n[cache.s3]\nServerSideEncryption = "S3"'),
  ).toMatchObject({
    MaxUploadedArchiveSize: 5,
    s3: { ...OURS, ServerSideEncryption: 'S3' },
  });
});

test('a bucket that is named is used, with or without the type that gitlab-runner wants to see', () => {
  const s3 = { BucketName: 'theirs', BucketLocation: 'eu-west-1' };

  expect(cacheOf('[cache.s3]\nBucketName = "theirs"\nBucketLocation = "eu-west-1"')).toMatchObject({
    Type: 's3',
    s3,
  });
});

test.each(['[cache]\nType = "gcs"', '[cache]\nType = "s3"\n[cache.s3]\nServerAddress = "minio.example.com"'])(
  '%s is none of ours',
  (section) => {
    expect(cacheOf(section)).not.toHaveProperty('s3.BucketName');
  },
);

describe('what one machine stored, the next finds, though each has a token of its own', () => {
  test.each([
    ['', 'builds', 'runner/builds'],
    ['Path = "ci"', 'builds', 'ci/runner/builds'],
    ['Shared = false', 'my builds: 1', 'runner/my-builds-1'],
  ])('%s', (keys, name, path) => {
    expect(cacheOf(`[cache]\n${keys}`, name)).toMatchObject({ Shared: true, Path: path });
  });

  test('where the cache is shared by all runners, by all', () => {
    expect(cacheOf('[cache]\nShared = true\nPath = "ci"')).toMatchObject({ Shared: true, Path: 'ci' });
  });
});
