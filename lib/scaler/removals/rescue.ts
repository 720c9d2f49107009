import type { Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import { whyNotRetried } from '../plan/retry-policy.ts';
import type { GitLabJob, JobRef } from '../ports/gitlab.ts';
import type { World } from '../ports/world.ts';
import type { Job } from '../state/jobs/job.ts';
import { type LostJob, lostJob } from '../state/jobs/lost-job.ts';
import type { Fate, RemovingMachine } from '../state/machines/machine.ts';
import { lossesFrom } from '../state/machines/transitions.ts';
import type { Known } from './known.ts';
import { type LostVerdict, verdictOn } from './lost-verdict.ts';

/**
 * After this many seconds a machine's record goes although its jobs could not be rescued: GitLab itself fails a
 * running job that it has heard nothing of for an hour.
 * https://docs.gitlab.com/ci/jobs/job_troubleshooting/
 */
const GIVE_UP_AFTER = 3600;
const AT_ONCE = 5;

type Rescuing = Pick<World, 'store' | 'gitlab' | 'clock' | 'log' | 'metrics'>;

interface Judged {
  readonly job: LostJob;
  /** As GitLab has it now. */
  readonly said: GitLabJob;
  readonly verdict: LostVerdict;
}

/**
 * Deals with the jobs that a machine has lost, before its record goes. A job that GitLab shows as running is
 * canceled, since it would be shown so for an hour; a lost job is retried. Each step may be repeated, and is,
 * until all succeed; a job of which one fails holds up no other. Answers with the machine as it is on record then;
 * undefined if something is left to do.
 */
export async function rescueJobs(
  world: Rescuing,
  known: Known,
  machine: RemovingMachine,
): Promise<RemovingMachine | undefined> {
  const { runnerId } = machine;
  if (runnerId === undefined || !mayHaveLost(machine)) return machine;
  const fields = { machine: machine.name, runner: machine.runner };
  if (world.clock.now() - machine.since > GIVE_UP_AFTER) {
    world.log.error('jobs of a machine were given up', {
      ...fields,
      jobs: machine.lost?.map(({ id }) => id),
    });
    return machine;
  }
  return attempt(world.log, 'rescuing the jobs of a machine', fields, async () => {
    const { judged, isAll } = await judge(world, known, { ...machine, runnerId });
    const begun = judged.filter(({ verdict }) => verdict !== 'Await');
    const noted = await note(world, machine, begun);
    if (noted === undefined) return undefined;
    const dealt = await mapConcurrently(begun, (one) => rescue(world, known, machine, one), AT_ONCE);
    if (isAll && begun.length === judged.length && dealt.every(Boolean)) return noted;
    const done = begun.filter((_, index) => dealt[index]);
    if (done.length > 0) await world.store.machines.replace(withDone(noted, done));
    return undefined;
  });
}

/** One that gives up may have failed its job already, so that it seemed to be free. */
const mayHaveLost = ({ fate, lost }: RemovingMachine): boolean =>
  lost !== undefined || fate?.kind === 'Gone' || fate?.cause === 'Itself';

/** While the machine waits for others of its jobs, what is done of these is not tried again. */
function withDone(machine: RemovingMachine, done: readonly Judged[]): RemovingMachine {
  const ids = new Set(done.map(({ job }) => job.id));
  const { lost = [] } = machine;
  return { ...machine, lost: lost.map((job) => (ids.has(job.id) ? { ...job, isDone: true } : job)) };
}

interface Judgement {
  readonly judged: readonly Judged[];
  /** Did GitLab answer for each of the jobs? */
  readonly isAll: boolean;
}

/** Its runner is paused first: an instance that shuts down may still ask for a job. */
async function judge(
  { gitlab, log }: Rescuing,
  { jobs }: Known,
  machine: RemovingMachine & { readonly runnerId: number },
): Promise<Judgement> {
  const { runnerId, lost = [], fate } = machine;
  await gitlab.pauseRunner(runnerId);
  const own = (await gitlab.jobsOf(runnerId)).filter((job) => isUnfinished(job) || hasFailedWith(job, fate));
  const all = [...jobs];
  const records = new Map(all.map((job) => [job.id, job]));
  const named = all.filter((job) => job.runnerId === runnerId);
  const noted = new Map(lost.map((job) => [job.id, job]));
  const refs = new Map([...named, ...own, ...lost].map((job) => [job.id, job]));
  const open = [...refs.values()].filter(({ id }) => !noted.get(id)?.isDone);
  const ask = (ref: JobRef) =>
    attempt(log, 'asking after a lost job', { job: ref.id }, async () => [await gitlab.findJob(ref)]);
  const answers = await mapConcurrently(open, ask, AT_ONCE);
  const judged = answers
    .flatMap((answer = []) => answer)
    .filter((job) => job !== undefined)
    .filter((job) => noted.has(job.id) || runnerOf(job, records.get(job.id)) === runnerId)
    .map((job) => {
      const known = { ...lostJob({ ...records.get(job.id), ...job }), ...noted.get(job.id) };
      return { job: known, said: job, verdict: verdictOn(known, job, fate ? lossesFrom(fate) : 0) };
    })
    .filter(({ verdict }) => verdict !== 'Over');
  return { judged, isAll: answers.every((answer) => answer !== undefined) };
}

const isUnfinished = ({ status }: GitLabJob): boolean => status !== 'finished';

/** It failed while the machine ended: its webhook may be lost, or under way. */
const hasFailedWith = ({ gitlabStatus, at }: GitLabJob, fate: Fate | undefined): boolean =>
  fate !== undefined && gitlabStatus === 'failed' && at >= lossesFrom(fate);

/** Of a job whose runner was deleted GitLab names none any more: it is the one that is on record. */
const runnerOf = (said: GitLabJob, known: Job | undefined): number | undefined =>
  said.runnerId ?? said.handedTo ?? known?.runnerId;

/** That we cancel a job is on record before we do. Undefined if the record has changed since it was read. */
async function note(
  { store }: Rescuing,
  machine: RemovingMachine,
  judged: readonly Judged[],
): Promise<RemovingMachine | undefined> {
  const { lost = [] } = machine;
  const news = judged
    .map(({ job, verdict }) => ({ ...job, isCancelAsked: job.isCancelAsked || verdict === 'Cancel' }))
    .filter((job) => lost.find(({ id }) => id === job.id)?.isCancelAsked !== job.isCancelAsked);
  if (news.length === 0) return machine;
  const others = lost.filter(({ id }) => news.every((job) => job.id !== id));
  const noted = { ...machine, lost: [...others, ...news] };
  return (await store.machines.replace(noted)) ? { ...noted, revision: noted.revision + 1 } : undefined;
}

/** True if nothing is left to do about the job. */
function rescue(
  world: Rescuing,
  { settings }: Known,
  machine: RemovingMachine,
  one: Judged,
): Promise<boolean | undefined> {
  const fields = { machine: machine.name, runner: machine.runner, job: one.job.id };
  return attempt(world.log, 'rescuing a job', fields, async () => {
    await deal(world, settings, machine, one);
    return true;
  });
}

async function deal(
  world: Rescuing,
  settings: Settings,
  { name, runner }: RemovingMachine,
  { job, said, verdict }: Judged,
): Promise<void> {
  const { store, gitlab, clock, log, metrics } = world;
  const fields = { machine: name, runner, job: job.id };
  const giveUp = (reason: string): void => {
    log.warn('a lost job is not retried', { ...fields, reason });
    metrics.count('JobsNotRetried', { runner, reason });
  };
  if (verdict !== 'Retry') {
    const cancellation = await gitlab.cancelJob(job);
    if (cancellation.kind === 'Refused') return giveUp(cancellation.reason);
    log.info('a lost job is canceled', fields);
  }
  // Here, where it is known which machine ran it: its record will be gone when the webhook of the end comes.
  const ended = {
    ...{ id: job.id, projectId: job.projectId, name: said.name, machine: name },
    ...{ gitlabStatus: verdict === 'Retry' ? said.gitlabStatus : 'canceled', endedAt: clock.now() },
  };
  await store.recordEnd(ended);
  if (verdict === 'Close') return;
  const why = whyNot(job, settings, runner);
  if (why !== undefined) return giveUp(why);
  const retrial = await gitlab.retryJob(job);
  if (retrial.kind === 'Refused') return giveUp(retrial.reason);
  await recordRetrial(world, job, retrial.job);
  await store.recordEnd({ ...ended, retriedAs: retrial.job.id });
  log.info('a lost job is retried', { ...fields, retriedAs: retrial.job.id });
  metrics.count('JobsRetried', { runner });
}

function whyNot(job: LostJob, { runners }: Settings, runner: string): string | undefined {
  const settings = runners.find(({ name }) => name === runner);
  if (settings === undefined) return `no runner ${runner} is configured any more`;
  return whyNotRetried(job, settings.interruption);
}

/** Recorded before its webhook comes, so that the machine that waits for it never looks unwanted. */
async function recordRetrial({ store }: Rescuing, lost: LostJob, fresh: GitLabJob): Promise<void> {
  const { retries = 0, environment } = lost;
  const more = { retries: retries + 1, ...(environment !== undefined && { environment }) };
  await store.record({ ...fresh, ...more });
}
