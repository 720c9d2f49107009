import pMap from 'p-map';
import { canRun, matchedBy } from '../plan/demand.ts';
import { attempt } from '../ports/attempt.ts';
import type { GitLabJob } from '../ports/gitlab.ts';
import { pauseAndAsk } from '../ports/runner-use.ts';
import type { World } from '../ports/world.ts';
import { byStatus } from '../state/by-status.ts';
import { type ConfirmedJob, isConfirmed, type Job, type JobEvent } from '../state/job.ts';
import type { RemovingMachine } from '../state/machine.ts';
import { used } from '../state/transitions.ts';
import type { Known } from './known.ts';

const AT_ONCE = 5;
/** Jobs: where more wait, GitLab gives the oldest. */
const MOST_ASKED = 20;

type Asking = Pick<World, 'store' | 'gitlab' | 'clock' | 'log'>;
type Registered = RemovingMachine & { readonly runnerId: number };

/**
 * A machine that was given a job finishes it, and leaves then: nobody ever resumes a runner. One that has not begun its job
 * is neither free nor Used, and is asked for again.
 */
export async function isFree(world: Asking, known: Known, machine: RemovingMachine): Promise<boolean> {
  const { runnerId } = machine;
  if (runnerId === undefined || machine.fate?.kind === 'Gone') return true;
  const free = await attempt(
    world.log,
    'making sure that a machine is free',
    { machine: machine.name },
    async () => {
      const use = await pauseAndAsk(world.gitlab, runnerId);
      switch (use.kind) {
        case 'Free':
          return !(await hasUnlisted(world, known, { ...machine, runnerId }));
        case 'Gone':
          return !mayRunUnseen(world, known, { ...machine, runnerId });
        case 'Taken':
          world.log.info('a machine is not free yet', { machine: machine.name, reason: use.reason });
          return false;
        case 'Running':
          await takeBack(world, { ...machine, runnerId }, use.jobs);
          return false;
      }
    },
  );
  return free ?? false;
}

/**
 * Was it given a job that GitLab does not list for us, and not begun it? Of each job by itself GitLab may tell all the same.
 * Those that wait by what it said last, and that it gives to machines of this runner, are asked for once more.
 */
async function hasUnlisted(
  { gitlab, log }: Asking,
  { jobs, settings }: Known,
  { runnerId, name, runner, builds }: Registered,
): Promise<boolean> {
  const own = settings.runners.find((one) => one.name === runner);
  const mayBeGiven = (job: ConfirmedJob): boolean =>
    own !== undefined && job.passedOver === undefined && canRun(own, matchedBy(job));
  const isFull = own !== undefined && own.machine.maxBuilds > 0 && builds >= own.machine.maxBuilds;
  const asked = isFull ? [] : byStatus(jobs).waiting.filter(mayBeGiven).slice(0, MOST_ASKED);
  const said = await pMap(asked, (job) => gitlab.findJob(job), { concurrency: AT_ONCE });
  const hasIt = (job: JobEvent | undefined): boolean =>
    job !== undefined && job.status !== 'finished' && (job.handedTo ?? job.runnerId) === runnerId;
  const unlisted = [...jobs, ...said].find(hasIt);
  if (unlisted === undefined) return false;
  log.info('a machine is not free yet', { machine: name, reason: `it was given job ${unlisted.id}` });
  return true;
}

/**
 * Of a job whose runner was deleted GitLab names none: it may be any that this runner may be given, and that runs, or that
 * waited when GitLab was last asked, before the machine was to leave. Each job is asked for again every ten minutes.
 */
function mayRunUnseen({ log }: Asking, { jobs, settings }: Known, machine: Registered): boolean {
  const { runnerId, name, runner, since } = machine;
  const own = settings.runners.find((one) => one.name === runner);
  const mayBeOurs = (job: Job): job is ConfirmedJob =>
    job.runnerId === undefined && isConfirmed(job) && own !== undefined && canRun(own, matchedBy(job));
  const unseen = jobs.find((job) =>
    job.status === 'running'
      ? job.runnerId === runnerId || mayBeOurs(job)
      : job.status === 'pending' && mayBeOurs(job) && job.lookup.askedAt < since,
  );
  if (unseen === undefined) return false;
  const reason = `its runner is gone, and may run job ${unseen.id}`;
  log.info('a machine is not free yet', { machine: name, reason });
  return true;
}

async function takeBack(
  { store, clock, log }: Asking,
  { failure: _, ...healthy }: Registered,
  jobs: readonly [GitLabJob, ...GitLabJob[]],
): Promise<void> {
  for (const job of jobs) await store.record(job);
  const [first, ...others] = jobs;
  const now = clock.now();
  const busy = others.reduce((machine, { id }) => used(machine, id, now), used(healthy, first.id, now));
  await store.machines.replace({ ...busy, isPaused: true });
  log.info('a machine runs a job after all', { machine: healthy.name, job: first.id });
}
