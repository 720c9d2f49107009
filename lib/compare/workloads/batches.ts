import type { SeededRandom } from '../../simulation/seeded-random.ts';
import { drawDuration } from './durations.ts';
import type { Batch } from './profiles.ts';
import type { JobKind, PipelineSource, WorkloadJob } from './workload.ts';

/** Pipelines of one stage, each with jobs of one kind. */
export function batches(
  { jobs: [least, most], medianDuration, spread }: Batch,
  kinds: readonly JobKind[],
  random: SeededRandom,
): PipelineSource {
  const jobOf = (kind: JobKind): WorkloadJob => ({
    ...{ name: 'job', kind, fate: 'Succeeds', duration: drawDuration(medianDuration, spread, random) },
  });
  return {
    meanJobs: (least + most) / 2,
    pipeline: (createdAt) => {
      const kind = random.oneOf(kinds);
      const size = random.whole(least, most);
      const jobs = Array.from({ length: size }, () => jobOf(kind));
      return { createdAt, project: 'project', stages: [{ name: 'test', jobs }] };
    },
  };
}
