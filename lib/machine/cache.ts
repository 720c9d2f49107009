import type { TomlTable, TomlValue } from '../config/file/toml-value.ts';
import type { RunnerSettings } from '../config/settings.ts';
import { isTable } from '../config/upstream/kinds.ts';

/**
 * The `[runners.cache]` of a machine's config.toml; undefined if it has none.
 *
 * gitlab-runner keeps the caches of runners apart by their tokens, unless `Shared` says otherwise. Each machine has a
 * token of its own, so the `[[runners]]` entry's name takes its place: what one machine stored, the next one finds.
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnerscache-section
 *
 * @param bucket the deployment's bucket, for an entry that names no place
 */
export function machineCache(runner: RunnerSettings, bucket: string | undefined): TomlTable | undefined {
  const written = placed(runner, bucket);
  if (written === undefined || written['Shared'] === true) return written;
  const path = [written['Path'], 'runner', runner.entry.name.replaceAll(/[^\w.-]+/g, '-')];
  return { ...written, Path: path.filter((part) => part).join('/'), Shared: true };
}

/** gitlab-runner takes an S3 section without a `Type` for no cache at all. */
function placed({ passedOn, cache, ec2 }: RunnerSettings, bucket: string | undefined): TomlTable | undefined {
  const written = tableOf(passedOn['cache']);
  if (cache.kind === 'Elsewhere') return written;
  if (cache.kind === 'Deployment' && bucket === undefined) return written;
  const ours = cache.kind === 'Deployment' && { BucketName: bucket ?? '', BucketLocation: ec2.region };
  // By their role: keys of the user's, which "access-key" asks for, are not there.
  const s3 = { ...tableOf(written?.['s3']), ...ours, AuthenticationType: 'iam' };
  return { ...written, Type: 's3', s3 };
}

const tableOf = (value: TomlValue | undefined): TomlTable | undefined => (isTable(value) ? value : undefined);
