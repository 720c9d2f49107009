import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { JobKind, WorkloadPipeline } from './workload.ts';

/** A job that ran, as a file has it. */
export interface RecordedJob {
  /** When it began to wait. */
  readonly queuedAt: UnixSeconds;
  /** Seconds. */
  readonly duration: number;
  readonly kind: JobKind;
  /** None if it is not known. */
  readonly pipeline?: string;
  readonly stage: string;
  readonly name: string;
  readonly project: string;
  /** When its pipeline was created, or it began to wait. */
  readonly createdAt: UnixSeconds;
}

/** Seconds after the stage before it had ended: what begins to wait later than that was started by hand. */
const BY_ITSELF_WITHIN = 300;

/**
 * The pipelines of a file, in the order of their times: each is pushed when it was created, and its stages follow one
 * another as fast as the simulated machines let them. A job that was retried, or started by hand, comes by itself when
 * it began to wait. A file has only what ran, so nothing fails and nothing is left out.
 *
 * @param end what is created from then on does not come
 */
export function* recordedPipelines(
  jobs: readonly RecordedJob[],
  end: UnixSeconds,
): Generator<WorkloadPipeline> {
  const pushes = [...Map.groupBy(jobs, (job) => job.pipeline ?? job).values()].flatMap(pushesOf);
  for (const { createdAt, jobs } of pushes.sort((one, other) => one.createdAt - other.createdAt)) {
    if (createdAt >= end) return;
    const stages = stagesOf(jobs).map(([name, jobs]) => ({
      name,
      jobs: jobs.map(({ name, duration, kind }) => ({ name, duration, kind, fate: 'Succeeds' as const })),
    }));
    yield { createdAt, project: jobs[0]?.project ?? '', stages };
  }
}

interface Push {
  readonly createdAt: UnixSeconds;
  readonly jobs: readonly RecordedJob[];
}

/** What a pipeline's jobs come as: together, but for those that come by themselves. */
function pushesOf(jobs: readonly RecordedJob[]): Push[] {
  const inOrder = jobs.toSorted((one, other) => one.queuedAt - other.queuedAt);
  const alone = inOrder.length === 1 ? new Set(inOrder) : comingAlone(inOrder);
  const together = inOrder.filter((job) => !alone.has(job));
  const createdAt = inOrder.reduce((least, job) => Math.min(least, job.createdAt), Infinity);
  return [
    ...(together.length === 0 ? [] : [{ createdAt, jobs: together }]),
    ...[...alone].map((job) => ({ createdAt: job.queuedAt, jobs: [job] })),
  ];
}

/** Jobs that were retried, or that somebody started long after their stage's turn. */
function comingAlone(jobs: readonly RecordedJob[]): ReadonlySet<RecordedJob> {
  const names = new Set<string>();
  const alone = new Set(jobs.filter(({ name }) => names.size === names.add(name).size));
  let turn = Infinity;
  for (const [, stage] of stagesOf(jobs.filter((job) => !alone.has(job)))) {
    const latest = turn + BY_ITSELF_WITHIN;
    const inTime = stage.filter(({ queuedAt }) => queuedAt <= latest);
    for (const job of stage) if (job.queuedAt > latest) alone.add(job);
    if (inTime.length > 0) turn = Math.max(...inTime.map(({ queuedAt, duration }) => queuedAt + duration));
  }
  return alone;
}

/** In the order in which their middle jobs began to wait. */
function stagesOf(jobs: readonly RecordedJob[]): [name: string, jobs: readonly RecordedJob[]][] {
  const middle = (jobs: readonly RecordedJob[]): number => jobs[Math.floor(jobs.length / 2)]?.queuedAt ?? 0;
  return [...Map.groupBy(jobs, ({ stage }) => stage)].sort(
    ([, one], [, other]) => middle(one) - middle(other),
  );
}
