import type { Clock } from '../../lib/scaler/ports/clock.ts';
import type { Fault } from '../../lib/simulation/faults/faults.ts';
import type { SimulatedJob } from '../../lib/simulation/gitlab/model.ts';
import { everyone, type Observer } from '../../lib/simulation/world/observer.ts';
import type { Sabotage } from '../../lib/simulation/world/world.ts';
import type { Breach } from './checks/breach.ts';
import { leftJobs, leftovers, unfinishedJobs } from './checks/rest.ts';
import type { Encore } from './scenario/scenario.ts';
import { longestIdle, type Stage, stageOf } from './stage.ts';

export interface Trial {
  readonly seed: number;
  /** Of the faults that the seed brings only these, by name. */
  readonly only?: ReadonlySet<string>;
  /** Makes it anew for each world. */
  readonly sabotage?: () => Sabotage;
  /** One more who is told of all that happens, given the world's clock. */
  readonly observer?: (clock: Clock) => Observer;
}

export interface Verdict {
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly simulatedSeconds: number;
  /** The first rule that was broken. */
  readonly breach?: Breach;
}

const STEP = 60;
/** Seconds. */
const HOPELESS_FOR = 1800;
/** Seconds without faults in which every job must have ended: the last may have waited for all others, on one machine a job. */
const JOBS_END_WITHIN = 6 * 3600;
/** Seconds after the last job's end, beyond IdleTime, in which all must be gone: less than a machine ends by itself. */
const GONE_WITHIN = 25 * 60;
/** And from then on the records of jobs: without a webhook GitLab is asked every half an hour about one that waits for long. */
const FORGOTTEN_WITHIN = 35 * 60;

/** A storm of faults and the calm after it, with all rules checked. */
export async function runSeed(trial: Trial): Promise<Verdict> {
  const faults: Fault[] = [];
  const breaches: Breach[] = [];
  const stage = stageOf(trial, {
    report: (breach) => breaches.push(breach),
    watch: (clock) =>
      everyone([
        { onFault: (fault) => faults.push(fault) },
        ...(trial.observer ? [trial.observer(clock)] : []),
      ]),
  });
  await play(stage, () => breaches.length > 0);
  const [breach] = breaches;
  const simulatedSeconds = stage.clock.now() - stage.scenario.start;
  return { seed: trial.seed, faults, simulatedSeconds, ...(breach && { breach }) };
}

async function play(stage: Stage, isBroken: () => boolean): Promise<void> {
  const { scenario, clock, worlds, checks, report } = stage;
  const waitUntil: Wait = async (holds, seconds) => {
    const deadline = clock.now() + seconds;
    while (!isBroken() && !holds() && clock.now() < deadline) await clock.advance(STEP);
    return isBroken() || holds();
  };
  const [world] = worlds;
  const unfinished = () => unfinishedJobs(world);
  const left = () => worlds.flatMap((one) => leftovers(one, scenario));
  await waitUntil(() => clock.now() >= scenario.calmFrom, Number.POSITIVE_INFINITY);
  await giveUpHopeless(stage, waitUntil);
  if (!(await waitUntil(() => unfinished().length === 0, JOBS_END_WITHIN))) {
    report(4, `jobs have not ended: ${unfinished().map(nameOf).join('; ')}`);
  }
  if (!(await waitUntil(() => left().length === 0, longestIdle(scenario) + GONE_WITHIN))) {
    report(3, `left without a job: ${left().join('; ')}`);
  }
  const leftOnRecord = () => worlds.flatMap(leftJobs);
  if (!(await waitUntil(() => leftOnRecord().length === 0, FORGOTTEN_WITHIN))) {
    report(3, `left without a job: ${leftOnRecord().join('; ')}`);
  }
  if (scenario.encore !== undefined) {
    const isOver = begin(scenario.encore, stage);
    if (!(await waitUntil(() => isOver() && unfinished().length === 0, JOBS_END_WITHIN)))
      report(4, `the last jobs have not ended: ${unfinished().map(nameOf).join('; ')}`);
  }
  for (const { atRest } of isBroken() ? [] : checks) atRest?.();
}

/** Whatever breaks then breaks again. Answers with whether all is pushed. */
function begin({ pushes, switchedOn }: Encore, { scenario, clock, worlds: [world] }: Stage): () => boolean {
  const { projects } = world.gitlab;
  if (scenario.outage) projects.change(scenario.outage.projectId, { isBroken: true });
  if (switchedOn !== undefined)
    clock.after(switchedOn.after, () =>
      projects.change(switchedOn.projectId, { withoutGroupRunners: false }),
    );
  for (const { after, projectId, jobs, source } of pushes)
    world.push(clock.now() + after, projectId, jobs, source);
  const last = clock.now() + Math.max(...pushes.map(({ after }) => after));
  return () => clock.now() > last;
}

/** Resolves when it holds, when a rule is broken, or after so many seconds: true unless it came to the last. */
type Wait = (holds: () => boolean, seconds: number) => Promise<boolean>;

/** People wait for half an hour more, and cancel what GitLab gives to no machine of ours. */
async function giveUpHopeless({ worlds, checks, hopeless }: Stage, waitUntil: Wait): Promise<void> {
  if (hopeless().length === 0) return;
  const [world] = worlds;
  const areAlone = () => unfinishedJobs(world).length === hopeless().length;
  const wereAlone = await waitUntil(areAlone, HOPELESS_FOR);
  await waitUntil(() => false, HOPELESS_FOR);
  if (wereAlone && areAlone()) for (const check of checks) check.whenOnlyHopelessWait?.();
  for (const { id } of hopeless()) world.ground.users.cancel(id);
}

const nameOf = ({ id, status }: SimulatedJob): string => `${id}, ${status}`;
