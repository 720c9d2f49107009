import { US_EAST_1 } from '../../lib/compare/prices/us-east-1.ts';
import type { Scenario } from '../../lib/compare/systems.ts';
import {
  type JobKind,
  kindOf,
  type Workload,
  type WorkloadJob,
  type WorkloadPipeline,
} from '../../lib/compare/workloads/workload.ts';
import type { Settings } from '../../lib/config/settings.ts';
import { NOW } from './state.ts';

/** A job that comes so many seconds after the start, and takes so many. */
export type Coming = readonly [after: number, duration: number, tags?: readonly string[]];

export const jobs = (...comings: Coming[]): Coming[] => comings;

/** These jobs and no others, each a pipeline, within so many seconds. */
export function aWorkload(settings: Settings, comings: readonly Coming[], seconds = 3600): Workload {
  const pipelines = comings.map(([after, duration, tags = []]) =>
    aPipeline(after, [[aJob(kindFor(settings, tags), duration)]]),
  );
  return { title: 'by hand', start: NOW, end: NOW + seconds, pipelines: () => pipelines };
}

/** This pipeline and no other: what each job of each stage takes, and what becomes of it. */
export function aStagedWorkload(
  settings: Settings,
  stages: readonly (readonly (number | readonly [number, WorkloadJob['fate']])[])[],
): Workload {
  const kind = kindFor(settings, []);
  const planned = stages.map((jobs) =>
    jobs.map((job) => (typeof job === 'number' ? aJob(kind, job) : aJob(kind, ...job))),
  );
  return { title: 'by hand', start: NOW, end: NOW + 3600, pipelines: () => [aPipeline(0, planned)] };
}

/** The workload on these settings, with nothing else out of the ordinary. */
export const aScenario = (settings: Settings, workload: Workload): Scenario => ({
  ...{ settings, workload, seed: 1, prices: US_EAST_1, checkInterval: 3, bastionType: 't3.micro' },
});

/** All jobs of a workload, in order. */
export function jobsOf(workload: Workload) {
  return [...workload.pipelines()].flatMap(({ createdAt, stages }) =>
    stages.flatMap(({ name: stage, jobs }) => jobs.map((job) => ({ ...job, createdAt, stage }))),
  );
}

function aPipeline(after: number, stages: readonly (readonly WorkloadJob[])[]): WorkloadPipeline {
  const named = stages.map((jobs, index) => ({ name: `stage ${index + 1}`, jobs }));
  return { createdAt: NOW + after, project: 'shop', stages: named };
}

function aJob(kind: JobKind, duration: number, fate: WorkloadJob['fate'] = 'Succeeds'): WorkloadJob {
  return { name: 'job', duration, kind, fate };
}

function kindFor({ runners }: Settings, tags: readonly string[]): JobKind {
  const kind = kindOf(tags, runners);
  if (kind === undefined) throw new Error(`no runner may run ${tags.join()}`);
  return kind;
}
