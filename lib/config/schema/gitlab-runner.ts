import * as v from 'valibot';
import type { RunnerInGitLab } from '../settings.ts';
import { tags, text, truth, wholeNumber } from './fields.ts';
import { honoured } from './key-text.ts';

const LEAST_TIMEOUT = 600;
const EXPECTED_LEVEL = 'must be "not_protected" or "ref_protected"';

/** The keys of `[runners.bastionless]` that say what the machines' runners are in GitLab: there they were set before. */
export const gitlabRunnerKeys = {
  tags: v.optional(v.pipe(tags, honoured('tags of the machines’ runners: which jobs they may run')), []),
  run_untagged: v.optional(
    v.pipe(truth, honoured('may the machines run jobs without tags? As long as tags is empty, they do')),
  ),
  access_level: v.optional(
    v.pipe(
      v.string(EXPECTED_LEVEL),
      v.regex(/^(not_protected|ref_protected)$/, EXPECTED_LEVEL),
      honoured('ref_protected: only jobs of protected branches and tags; a role that deploys wants it'),
    ),
    'not_protected',
  ),
  maximum_timeout: v.optional(
    v.pipe(
      wholeNumber(LEAST_TIMEOUT),
      honoured('seconds that a job may run, if the project’s timeout is longer'),
    ),
  ),
  locked: v.optional(
    v.pipe(
      truth,
      honoured(
        'of a project: maintainers of others cannot enable the machines’ runners for theirs, where the token may not see their jobs; GitLab lets only an administrator delete a runner that one has enabled: without its machine it stays, paused',
      ),
    ),
    true,
  ),
  maintenance_note: v.optional(
    v.pipe(
      text,
      v.maxLength(1024, 'must be of 1,024 characters at most'),
      honoured('a note for GitLab’s administrators'),
    ),
  ),
};

const Keys = v.object(gitlabRunnerKeys);

export function runnerInGitLab(entry: v.InferOutput<typeof Keys>): RunnerInGitLab {
  const { access_level, maximum_timeout, locked, maintenance_note } = entry;
  return {
    isProtected: access_level === 'ref_protected',
    isLocked: locked,
    ...(maximum_timeout !== undefined && { maximumTimeout: maximum_timeout }),
    ...(maintenance_note !== undefined && { maintenanceNote: maintenance_note }),
  };
}
