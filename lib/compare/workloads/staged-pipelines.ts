import { sum } from '../../scaler/state/sum.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { SeededRandom } from '../../simulation/seeded-random.ts';
import { drawDuration } from './durations.ts';
import type { Staged } from './profiles.ts';
import type { JobKind, PipelineSource, WorkloadJob, WorkloadStage } from './workload.ts';

/** A job of a project's .gitlab-ci.yml. */
interface JobPlan {
  readonly kind: JobKind;
  readonly isManual: boolean;
  /** The last one whose time has come holds. */
  readonly names: readonly Name[];
}

interface Name {
  readonly from: UnixSeconds;
  readonly name: string;
  /** The median of its durations. */
  readonly seconds: number;
}

interface StagePlan {
  readonly name: string;
  readonly jobs: readonly JobPlan[];
}

interface ProjectPlan {
  readonly name: string;
  readonly stages: readonly StagePlan[];
}

interface StagedParts {
  readonly kinds: readonly JobKind[];
  readonly random: SeededRandom;
  /** The period, within which names change. */
  readonly start: UnixSeconds;
  readonly end: UnixSeconds;
}

const STAGES = ['build', 'test', 'package', 'review', 'deploy'];
/** Jobs of the first stage, the second, and each after that, at least and at most. */
const WIDTHS = [
  [1, 1],
  [2, 8],
  [1, 3],
] as const;
const FEWEST_STAGES = 3;

/** Pipelines of several projects: each runs the same jobs again and again. */
export function stagedPipelines(shape: Staged, parts: StagedParts): PipelineSource {
  const { random } = parts;
  const plan = random.fork('projects');
  const projects = shape.projects.map((name, index) => planProject(name, index, shape, parts, plan));
  return {
    meanJobs: mean(projects.map((project) => meanJobsOf(project, shape))),
    pipeline: (createdAt) => {
      const { name, stages } = random.oneOf(projects);
      const isFailing = random.next() < shape.failing;
      const staged = stages.map((stage, index): WorkloadStage => {
        const fails = isFailing && index === 0;
        return { name: stage.name, jobs: stage.jobs.map((job) => jobOf(job, createdAt, fails)) };
      });
      return { createdAt, project: name, stages: staged };
    },
  };

  function jobOf({ kind, isManual, names }: JobPlan, at: UnixSeconds, fails: boolean): WorkloadJob {
    const { name, seconds } = names.findLast(({ from }) => from <= at) as Name;
    const duration = drawDuration(seconds, shape.spreadOfName, random);
    return { name, kind, duration, fate: isManual ? 'Manual' : fails ? 'Fails' : 'Succeeds' };
  }
}

function planProject(
  name: string,
  index: number,
  shape: Staged,
  { kinds, start, end }: StagedParts,
  random: SeededRandom,
): ProjectPlan {
  const kind = kinds[index % kinds.length] as JobKind;
  const median = (): number => drawDuration(shape.medianDuration, shape.spread, random);
  const planJob = (stage: string, number: number, mayBeManual: boolean): JobPlan => {
    const name = `${stage} ${number + 1}`;
    const first = { from: start, name, seconds: median() };
    const second = { from: random.between(start, end), name: `${name} anew`, seconds: median() };
    const isRenamed = random.next() < shape.renamed;
    const isManual = random.next() < shape.manual && mayBeManual;
    return { kind, isManual, names: isRenamed ? [first, second] : [first] };
  };
  const stages = STAGES.slice(0, random.whole(FEWEST_STAGES, STAGES.length)).map(
    (stage, place): StagePlan => {
      const [least, most] = WIDTHS[Math.min(place, WIDTHS.length - 1)] ?? WIDTHS[0];
      const jobs = Array.from({ length: random.whole(least, most) }, (_, each) =>
        planJob(stage, each, place > 0),
      );
      return { name: stage, jobs };
    },
  );
  return { name, stages };
}

function meanJobsOf({ stages }: ProjectPlan, { failing }: Staged): number {
  const [first = 0, ...later] = stages.map(({ jobs }) => jobs.filter(({ isManual }) => !isManual).length);
  return first + (1 - failing) * sum(later);
}

const mean = (values: readonly number[]): number => sum(values) / Math.max(1, values.length);
