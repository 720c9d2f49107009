import type { RunnerSettings } from '../../../lib/config/settings.ts';
import type { Job } from '../../../lib/scaler/state/jobs/job.ts';
import type { PassedOver } from '../../../lib/scaler/state/jobs/passed-over.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { SimulatedJob } from '../../../lib/simulation/gitlab/model.ts';
import { QUEUE_EXPIRES_AFTER } from '../../../lib/simulation/gitlab/runner-queues.ts';
import type { SimulatedWorld } from '../../../lib/simulation/world/world.ts';
import { mayServe } from '../scenario/hopeless.ts';
import type { Check } from './breach.ts';

/** Seconds for which what GitLab said of a job may be under way to its record. */
const UNDER_WAY = 60;
/**
 * Seconds for which nobody can know that people have let a runner have a job. GitLab answers a runner that has asked in vain
 * out of a cache that only a job which begins to wait renews (`tick_runner_queue`), and else its expiry: by all that we see
 * the runner asks and is not given it. That group runners are on changes the waiting jobs' records alone
 * (`Projects::UpdateService`).
 */
const UNTOLD_FOR = QUEUE_EXPIRES_AFTER + UNDER_WAY;

/** Seconds for which a machine has been ready that is not given a job. */
const READY_FOR = 180;

/** Seconds for which a runner's machines are not tried again for a job, at least: what is left of it may be less, where a job inherits it. */
export const NOT_AGAIN_FOR = 3600;
/** Seconds by which clocks differ. */
export const INEXACT = 15;

/**
 * Rule 4: only a job that waits, and that GitLab gives to none of a runner's machines, is passed over. Rule 9: a machine is
 * launched for it again after a while alone.
 */
export const passings: Check = ({ scenario, settings, world, report }) => {
  const { switchedOn } = scenario;
  const isUntold = ({ projectId }: SimulatedJob, now: UnixSeconds): boolean =>
    projectId === switchedOn?.projectId && now >= switchedOn.at && now - switchedOn.at < UNTOLD_FOR;
  /** Pipelines of which a job was passed over by a mistake that nobody could know of: their other jobs inherit it. */
  const mistaken = new Set<number>();
  /** By runner and the time of the next trial: jobs of one pipeline share it. */
  const granted = new Set<string>();
  const judgeTime = (id: number, { runner, times, againAt }: PassedOver, before: Job): void => {
    const now = world().clock.now();
    const last = before.passedOver?.find((one) => one.runner === runner);
    if (last !== undefined && last.times < times && now < last.againAt - INEXACT)
      report(9, `job ${id} is passed over for ${runner} again ${Math.round(last.againAt - now)} s too early`);
    const grant = `${runner} ${againAt}`;
    if (!granted.has(grant) && againAt - now < NOT_AGAIN_FOR - INEXACT)
      report(9, `job ${id} is passed over for ${runner} for ${Math.round(againAt - now)} s alone`);
    granted.add(grant);
  };
  const judge = (job: SimulatedJob, passings: readonly PassedOver[], isPutOff: boolean): void => {
    const { clock, gitlab } = world();
    const now = clock.now();
    // What is put off with others GitLab is not asked about: it does no harm to one that has begun.
    if (!isPutOff && hasLongBegun(job, now)) report(4, `job ${job.id} is passed over, and does not wait`);
    if (!waits(job)) return;
    const able = settings.runners.filter(
      (own) =>
        passings.some(({ runner }) => runner === own.name) && mayServe(own, job, gitlab.projectOf(job)),
    );
    if (isUntold(job, now) || able.some((own) => hadUnseenJob(world(), own))) mistaken.add(job.pipelineId);
    if (mistaken.has(job.pipelineId)) return;
    for (const { name } of able)
      report(4, `job ${job.id} is passed over for ${name}, whose machines GitLab gives it to`);
  };
  return {
    onCall: ({ port, method, args: [first] }) => {
      if (port !== 'store' || method !== 'replaceJob') return;
      const { gitlab, table } = world();
      const written = first as Job;
      const job = gitlab.jobs.find(written.id);
      // Where two reconcilers are at work, one may have changed or ended it: the other's write is refused.
      const before = table.jobs.get(written.id);
      if (job === undefined || before?.revision !== written.revision) return;
      const passings = newIn(written.passedOver, before.passedOver);
      for (const passing of passings) judgeTime(job.id, passing, before);
      const isPutOff = passings.every(({ runner, times }) => timesIn(before, runner) === times);
      if (passings.length > 0) judge(job, passings, isPutOff);
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

const timesIn = ({ passedOver = [] }: Job, runner: string): number | undefined =>
  passedOver.find((one) => one.runner === runner)?.times;

/** By runner, that it is passed over once more, or put off. */
const newIn = (passedOver: readonly PassedOver[] = [], before: readonly PassedOver[] = []): PassedOver[] =>
  passedOver.filter(
    ({ runner, againAt }) => !before.some((one) => one.runner === runner && one.againAt === againAt),
  );
