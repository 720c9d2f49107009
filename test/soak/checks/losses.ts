import type { RunnerSettings } from '../../../lib/config/settings.ts';
import type { JobRef } from '../../../lib/scaler/ports/gitlab.ts';
import type { JobEvent } from '../../../lib/scaler/state/jobs/job.ts';
import { DEVELOPER } from '../../../lib/simulation/gitlab/access.ts';
import type { SimulatedJob } from '../../../lib/simulation/gitlab/model.ts';
import type { SimulatedWorld } from '../../../lib/simulation/world/world.ts';
import { lastSettings } from '../scenario/scenario.ts';
import type { Check } from './breach.ts';

/** Rule 4: a job that is lost with its machine is retried, as often as config.toml has it; and one that began and is not to be is not. */
export const losses: Check = ({ scenario, settings, world, report }) => {
  const { runners } = lastSettings(settings, scenario);
  const runnerOf = new Map<string, number>();
  const settingsOf = new Map<number, RunnerSettings>();
  const lost = new Set<number>();
  const canceled = new Set<number>();
  /** Jobs of which a reconciler could read, as it began, what webhooks alone tell: a write that a fault undoes tells nothing. */
  const told = new Set<number>();
  /** Those that were retried, or canceled for that, before it could: the webhook of the cancellation comes too late. */
  const untold = new Set<number>();
  /** Jobs of which a webhook or GitLab has told who runs them. */
  const named = new Set<number>();
  /** Runners that people have deleted. */
  const deleted = new Set<number>();
  /**
   * GitLab names no runner of a job whose runner is deleted: where it was not asked before, and the webhook of the job's begin
   * was lost, it may as well run on a machine of others. After an hour GitLab fails it.
   */
  const isAnybodys = ({ id, runnerId = 0 }: SimulatedJob): boolean => deleted.has(runnerId) && !named.has(id);
  const isGivenUp = (job: SimulatedJob): boolean =>
    lost.has(job.id) && !job.retried && job.status !== 'success' && !canceled.has(job.id) && !isAnybodys(job);
  const judge = (job: SimulatedJob, runner: RunnerSettings): void => {
    const mayRetry = isToBeRetried(job, runner);
    if (mayRetry && isGivenUp(job)) report(4, `job ${job.id} was lost with its machine: ${job.status}`);
    if (job.retried && job.startedAt !== undefined && !mayRetry && !untold.has(job.id))
      report(4, `job ${job.id} was retried, which config.toml rules out`);
  };
  return {
    onFault: ({ kind, where }) => {
      if (kind === 'runner deleted' || kind === 'silent runner deleted')
        deleted.add(Number(/\d+$/.exec(where)?.[0]));
    },
    onMachine: ({ instanceId, runner, runnerId }) => {
      if (runnerId === undefined) return;
      runnerOf.set(instanceId, runnerId);
      const own = runners.find(({ name }) => name === runner);
      // Of one that is deployed no more nobody knows whether its jobs are to be retried.
      if (own !== undefined) settingsOf.set(runnerId, own);
    },
    onInstance: ({ instanceId, state }) => {
      if (state !== 'terminated') return;
      for (const { id } of lostWith(world(), instanceId, runnerOf.get(instanceId) ?? 0)) lost.add(id);
    },
    onInvocation: (called) => {
      if (called !== 'reconcile') return;
      const { gitlab, table } = world();
      for (const record of table.jobs.values()) {
        const job = told.has(record.id) ? undefined : gitlab.jobs.find(record.id);
        if (job !== undefined && isTold(job, record)) told.add(job.id);
      }
    },
    onCall: ({ method, args: [first] }) => {
      if (method === 'record' || method === 'replaceJob') {
        const { id, runnerId } = first as JobEvent;
        if (runnerId !== undefined) named.add(id);
      }
      if (method !== 'cancelJob' && method !== 'retryJob') return;
      const job = world().gitlab.jobs.find((first as JobRef).id);
      if (job !== undefined && !isTold(job, {}) && !told.has(job.id)) untold.add(job.id);
    },
    onUserCancel: (jobId) => canceled.add(jobId),
    atRest: () => {
      for (const job of world().gitlab.jobs.all()) {
        const mayChange = world().gitlab.levelIn(job.projectId) >= DEVELOPER;
        const runner = settingsOf.get(job.runnerId ?? 0);
        if (mayChange && runner !== undefined) judge(job, runner);
      }
    },
  };
};

/** GitLab's API says neither to which environment a job deploys nor how often it was retried. */
const isTold = (job: SimulatedJob, record: Pick<JobEvent, 'environment' | 'retries'>): boolean =>
  job.environment === record.environment && job.retries === (record.retries ?? 0);

/** The jobs that it ran, and if it said that it gave up for something, those that this has ended. */
function lostWith({ gitlab, table }: SimulatedWorld, instanceId: string, runnerId: number): SimulatedJob[] {
  const aborted = table.reports.has(instanceId) ? gitlab.jobs.ofRunner(runnerId) : [];
  return [
    ...gitlab.jobs.heldBy(runnerId),
    ...aborted.filter(
      (job) => job.failureReason === 'runner_interrupted' && mayBeKnown({ gitlab, table }, job),
    ),
  ];
}

/** Of one that has ended and whose runner people deleted GitLab names none: only a webhook from before can have told us. */
const mayBeKnown = (
  { gitlab, table }: Pick<SimulatedWorld, 'gitlab' | 'table'>,
  { id, runnerId = 0 }: SimulatedJob,
): boolean => gitlab.runners.find(runnerId) !== undefined || table.jobs.get(id)?.runnerId !== undefined;

/** Written anew from docs/configuration.md, and not shared with the scaler. */
function isToBeRetried(
  { retries, tags, environment }: SimulatedJob,
  { interruption }: RunnerSettings,
): boolean {
  const { retry, retryLimit, exceptTags, exceptEnvironments } = interruption;
  if (!retry || retries >= retryLimit || exceptTags.some((tag) => tags.includes(tag))) return false;
  return !exceptEnvironments.some((name) =>
    name.endsWith('*') ? environment?.startsWith(name.slice(0, -1)) : environment === name,
  );
}
