import type { Scheduler } from '../clock/scheduler.ts';
import type { SimulatedGitLab } from './gitlab.ts';
import { isHandedOut, type SimulatedJob } from './model.ts';

/** Seconds between two looks at a job whose runner goes on preparing. */
const LOOK_AGAIN = 30;
/** Seconds after which a job is given up whose runner says nothing: here, enough for any that runs. */
const GIVEN_UP_AFTER = 3600;
/** Seconds between two looks at a job that waits, and those after which it is given up whoever is online. */
const HOUR = 3600;
const DAY = 24 * HOUR;

/** What GitLab does by itself after a while: its background workers. */
export function startWorkers(gitlab: SimulatedGitLab, scheduler: Scheduler): void {
  const { jobs, pipelines, runners, runnerSide } = gitlab;

  /**
   * `Ci::RetryStuckWaitingJobWorker`, after two minutes and each half minute from then on: `Ci::RetryWaitingJobService`
   * drops the job with `runner_provisioning_timeout`, which is retried by default, as long as it has a runner. One whose
   * runner is deleted meanwhile has none, as soon as `LooseForeignKeys::CleanupWorker` has come round (each minute): it is
   * in no runner's queue any more, and waits until it is given up as one that is pending: see `giveUpWaiting`.
   */
  const dropUnaccepted = ({ id, acceptBy = 0 }: SimulatedJob): void => {
    scheduler.after(acceptBy - scheduler.now(), () => {
      const job = jobs.find(id);
      if (job === undefined || !isHandedOut(job) || runners.find(job.runnerId ?? 0) === undefined) return;
      if ((job.acceptBy ?? 0) <= scheduler.now()) pipelines.drop(job, 'runner_provisioning_timeout');
      else dropUnaccepted({ ...job, acceptBy: scheduler.now() + LOOK_AGAIN });
    });
  };

  /** `StuckBuilds::DropRunningService` and `DropCancelingService` */
  const giveUp = ({ id, duration }: SimulatedJob): void => {
    scheduler.after(Math.max(GIVEN_UP_AFTER, 2 * duration), () => {
      const job = jobs.find(id);
      if (job?.status === 'canceling') pipelines.end(job, { status: 'canceled' });
      if (job?.status === 'running')
        pipelines.end(job, { status: 'failed', failureReason: 'no_updates_running' });
    });
  };

  /**
   * `StuckBuilds::DropPendingService`, which comes each hour: a job that has waited for an hour fails where no runner that
   * may run it is online, and any that has waited for a day.
   */
  const giveUpWaiting = ({ id, queuedAt = 0 }: SimulatedJob): void => {
    scheduler.after(HOUR, () => {
      const job = jobs.find(id);
      if (job?.status !== 'pending') return;
      const isOld = scheduler.now() - queuedAt >= DAY;
      if (!isOld && gitlab.onlineFor(job).length > 0) return giveUpWaiting(job);
      const matching = isOld ? 'with_matching' : 'no_matching';
      pipelines.end(job, { status: 'failed', failureReason: `stuck_pending_${matching}_runners` });
    });
  };

  runnerSide.onHandedOut(dropUnaccepted);
  gitlab.onStatus((job) => {
    if (job.status === 'running') giveUp(job);
    if (job.status === 'pending') giveUpWaiting(job);
  });
}
