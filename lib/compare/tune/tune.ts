import { BASTIONLESS } from '../names.ts';
import type { SystemResult } from '../report/result.ts';
import { type Scenario, simulate } from '../systems.ts';
import type { Workload, WorkloadPipeline } from '../workloads/workload.ts';
import { type Candidate, candidatesFor, settingsWith, type TriedType } from './candidates.ts';
import { holdingRules, type Rule } from './holding-rules.ts';

export interface Tried {
  readonly candidate: Candidate;
  readonly result: SystemResult;
}

export interface Tuning {
  readonly scenario: Scenario;
  /** Seconds that 95 % of the jobs may wait at most. */
  readonly p95: number;
  /** For each runner the rule that was tuned: that which holds when most of the jobs come. */
  readonly rules: readonly Rule[];
  readonly tried: readonly Tried[];
  /** Those that no other beats in both cost and wait, the cheapest first. */
  readonly best: readonly Tried[];
  /** The cheapest within p95; none if nothing is. */
  readonly cheapest?: Tried;
}

interface TuneOptions {
  readonly scenario: Scenario;
  readonly p95: number;
  readonly types: readonly TriedType[];
  readonly onProgress?: (share: number) => void;
}

/** Simulates each candidate on the same jobs. Throws Error if a price is missing. */
export async function tune({ scenario, p95, types, onProgress }: TuneOptions): Promise<Tuning> {
  const candidates = candidatesFor(scenario.settings, types);
  const rules = holdingRules(scenario.settings, scenario.workload);
  const tried: Tried[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const settings = settingsWith(scenario.settings, candidate, rules);
    const workload = scaled(scenario.workload, candidate.type?.factor ?? 1);
    const { result } = await simulate(BASTIONLESS, { ...scenario, settings, workload }, (share) =>
      onProgress?.((index + share) / candidates.length),
    );
    tried.push({ candidate, result });
  }
  const best = unbeaten(tried);
  const cheapest = best.find(({ result }) => result.waitSeconds.p95 <= p95);
  return { scenario, p95, rules, tried, best, ...(cheapest !== undefined && { cheapest }) };
}

/** The Pareto front: each costs more than the one before it, and its jobs wait less. */
export function unbeaten(tried: readonly Tried[]): Tried[] {
  const byCost = tried.toSorted(
    (one, other) =>
      one.result.cost.total - other.result.cost.total ||
      one.result.waitSeconds.p95 - other.result.waitSeconds.p95,
  );
  let shortest = Number.POSITIVE_INFINITY;
  return byCost.filter(({ result: { waitSeconds } }) => {
    if (waitSeconds.p95 >= shortest) return false;
    shortest = waitSeconds.p95;
    return true;
  });
}

function scaled(workload: Workload, factor: number): Workload {
  if (factor === 1) return workload;
  return {
    ...workload,
    *pipelines() {
      for (const pipeline of workload.pipelines()) yield inTimes(pipeline, factor);
    },
  };
}

function inTimes(pipeline: WorkloadPipeline, factor: number): WorkloadPipeline {
  const stages = pipeline.stages.map(({ name, jobs }) => ({
    name,
    jobs: jobs.map((job) => ({ ...job, duration: job.duration * factor })),
  }));
  return { ...pipeline, stages };
}
