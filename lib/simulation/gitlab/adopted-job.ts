import * as v from 'valibot';

const Id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(255));

/** What is kept of a job webhook that somebody sent by hand: that of a job that waits. */
export const AdoptedJob = v.object({
  object_kind: v.literal('build'),
  build_id: Id,
  build_name: Text,
  build_stage: v.optional(Text, 'test'),
  build_status: v.literal('pending'),
  project_id: Id,
  project: v.optional(v.object({ path_with_namespace: v.optional(Text) })),
});
