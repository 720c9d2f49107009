import * as v from 'valibot';
import type { RunnerInGitLab } from '../settings.ts';
import { tags, text, textLike, truth, wholeSeconds } from './fields.ts';
import { type EntryOf, key } from './key-text.ts';

const LEAST_TIMEOUT = 600;

/** The keys of `[runners.bastionless]` that say what the machines' runners are in GitLab: there they were set before. */
export const gitlabRunnerKeys = {
  tags: key(tags, 'tags of the machines’ runners: which jobs they may run', []),
  run_untagged: key(truth, 'may the machines run jobs without tags? As long as tags is empty, they do'),
  access_level: key(
    textLike(/^(not_protected|ref_protected)$/, 'must be "not_protected" or "ref_protected"'),
    'ref_protected: only jobs of protected branches and tags, for machines whose role may deploy',
    'not_protected',
  ),
  maximum_timeout: key(
    wholeSeconds(LEAST_TIMEOUT),
    'seconds that a job may run, if the project’s timeout is longer',
  ),
  locked: key(
    truth,
    'of a project: maintainers of others cannot enable the machines’ runners for theirs, where the token may not see their jobs; GitLab lets only an administrator delete a runner that one has enabled: without its machine it stays, paused',
    true,
  ),
  maintenance_note: key(
    v.pipe(text, v.maxLength(1024, 'must be of 1,024 characters at most')),
    'a note for GitLab’s administrators',
  ),
};

export function runnerInGitLab(entry: EntryOf<typeof gitlabRunnerKeys>): RunnerInGitLab {
  const { access_level, maximum_timeout, locked, maintenance_note } = entry;
  return {
    isProtected: access_level === 'ref_protected',
    isLocked: locked,
    ...(maximum_timeout !== undefined && { maximumTimeout: maximum_timeout }),
    ...(maintenance_note !== undefined && { maintenanceNote: maintenance_note }),
  };
}
