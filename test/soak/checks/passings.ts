import type { RunnerSettings } from '../../../lib/config/settings.ts';
import type { Job } from '../../../lib/scaler/state/job.ts';
import type { PassedOver } from '../../../lib/scaler/state/passed-over.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { SimulatedJob } from '../../../lib/simulation/gitlab/model.ts';
import type { SimulatedWorld } from '../../../lib/simulation/world/world.ts';
import { mayServe } from '../scenario/hopeless.ts';
import type { Check } from './breach.ts';

/** Seconds for which what people have just changed in GitLab may be unknown to those who judge by what was before. */
const CHANGED_LATELY = 600;
/** Seconds for which what GitLab said of a job may be under way to its record. */
const UNDER_WAY = 60;

/** Seconds for which a machine has been ready that is not given a job. */
const READY_FOR = 180;

/** Rule 4: only a job that waits, and that GitLab gives to none of a runner's machines, is passed over. */
export const passings: Check = ({ scenario, settings, world, report }) => {
  const changedAt = scenario.switchedOn?.at ?? Number.POSITIVE_INFINITY;
  /** Pipelines of which a job was passed over by a mistake that nobody could know of: their other jobs inherit it. */
  const mistaken = new Set<number>();
  const judge = (job: SimulatedJob, runners: readonly string[]): void => {
    const { clock, gitlab } = world();
    const now = clock.now();
    if (hasLongBegun(job, now)) report(4, `job ${job.id} is passed over, and does not wait`);
    if (!waits(job) || Math.abs(now - changedAt) < CHANGED_LATELY) return;
    const able = settings.runners.filter(
      (own) => runners.includes(own.name) && mayServe(own, job, gitlab.projectOf(job)),
    );
    if (able.some((own) => hadUnseenJob(world(), own))) mistaken.add(job.pipelineId);
    if (mistaken.has(job.pipelineId)) return;
    for (const { name } of able)
      report(4, `job ${job.id} is passed over for ${name}, whose machines GitLab gives it to`);
  };
  return {
    onCall: ({ port, method, args: [first] }) => {
      if (port !== 'store' || method !== 'replaceJob') return;
      const { gitlab, table } = world();
      const { id, passedOver } = first as Job;
      const job = gitlab.jobs.find(id);
      // Where two reconcilers are at work, one may have ended it: the other's write is refused.
      const before = table.jobs.get(id);
      if (job === undefined || before === undefined) return;
      const runners = newIn(passedOver, before.passedOver);
      if (runners.length > 0) judge(job, runners);
    },
  };
};

/** Was a machine of the runner busy, of which GitLab does not tell our token? It seemed to be ready for long. */
function hadUnseenJob({ clock, gitlab, table }: SimulatedWorld, { name }: RunnerSettings): boolean {
  const isLate = ({ finishedAt = clock.now() }: SimulatedJob) => clock.now() - finishedAt < READY_FOR;
  return [...table.machines.values()].some(
    ({ runner, runnerId = 0 }) =>
      runner === name &&
      gitlab.jobs.ofRunner(runnerId).some((job) => !gitlab.mayRead(job.projectId) && isLate(job)),
  );
}

const waits = ({ status, runnerId }: SimulatedJob): boolean => status === 'pending' && runnerId === undefined;

const hasLongBegun = ({ startedAt, finishedAt = startedAt }: SimulatedJob, now: UnixSeconds): boolean =>
  finishedAt !== undefined && now - finishedAt > UNDER_WAY;

/** The runners that it is passed over for once more. */
const newIn = (passedOver: readonly PassedOver[] = [], before: readonly PassedOver[] = []): string[] =>
  passedOver
    .filter(({ runner, times }) => !before.some((one) => one.runner === runner && one.times === times))
    .map(({ runner }) => runner);
