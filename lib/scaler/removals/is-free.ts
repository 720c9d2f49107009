import { attempt } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import { pauseAndAsk } from '../calls/runner-use.ts';
import { canRun, matchedBy } from '../plan/demand/demand.ts';
import type { GitLabJob } from '../ports/gitlab.ts';
import type { World } from '../ports/world.ts';
import { byStatus } from '../state/jobs/by-status.ts';
import type { ConfirmedJob, JobEvent } from '../state/jobs/job.ts';
import type { RemovingMachine } from '../state/machines/machine.ts';
import { mayGiveUp, used } from '../state/machines/transitions.ts';
import { AT_ONCE, askForJob, BEGUN_WITHIN, MOST_ASKED } from './ask-for-job.ts';
import type { Known, Registered } from './known.ts';
import { runsNothingUnseen } from './without-runner.ts';

type Asking = Pick<World, 'store' | 'gitlab' | 'clock' | 'log'>;

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
          return hasSaidAll(world, machine) && hasNothingUnlisted(world, known, { ...machine, runnerId });
        case 'Gone':
          return runsNothingUnseen(world, known, { ...machine, runnerId });
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

/** What has ended a job of it may end the machine too: were it terminated first, nobody would know that the job was lost. */
function hasSaidAll({ clock, log }: Asking, machine: RemovingMachine): boolean {
  if (!mayGiveUp(machine, clock.now())) return true;
  const reason = 'a job of it failed just now, and it may say that this was its own fault';
  log.info('a machine is not free yet', { machine: machine.name, reason });
  return false;
}

/**
 * Was it given no job that GitLab does not list for us, and that it has not begun? Where GitLab does not answer for one
 * project, time tells: of what has begun GitLab says so, whoever asks.
 */
async function hasNothingUnlisted(world: Asking, known: Known, machine: Registered): Promise<boolean> {
  const { store, clock, log } = world;
  const { given, unanswered } = await unlistedJob(world, known, machine);
  if (given === undefined && unanswered === undefined) return true;
  const now = clock.now();
  const { pausedAt = now } = machine;
  if (given === undefined && now - pausedAt >= BEGUN_WITHIN) return true;
  const reason = given === undefined ? unanswered : `it was given job ${given.id}`;
  log.info('a machine is not free yet', { machine: machine.name, reason });
  if (machine.pausedAt === undefined) await store.machines.replace({ ...machine, pausedAt });
  return false;
}

interface Unlisted {
  readonly given: JobEvent | undefined;
  /** Why it is not sure that it was given none. */
  readonly unanswered: string | undefined;
}

/**
 * Of each job by itself GitLab may tell what it does not list. Those that wait by what it said last, and that it gives to
 * machines of this runner, are asked for once more.
 */
async function unlistedJob(
  { gitlab }: Pick<Asking, 'gitlab'>,
  { jobs, settings }: Known,
  { runnerId, runner, builds }: Registered,
): Promise<Unlisted> {
  const own = settings.runners.find((one) => one.name === runner);
  const isForIt = (job: ConfirmedJob): boolean =>
    own !== undefined && job.passedOver === undefined && canRun(own, matchedBy(job));
  const isFull = own !== undefined && own.machine.maxBuilds > 0 && builds >= own.machine.maxBuilds;
  const asked = isFull ? [] : byStatus(jobs).waiting.all.filter(isForIt).slice(0, MOST_ASKED);
  const answers = await mapConcurrently(asked, (job) => askForJob(gitlab, job), AT_ONCE);
  const hasIt = (job: JobEvent | undefined): boolean =>
    job !== undefined && job.status !== 'finished' && (job.handedTo ?? job.runnerId) === runnerId;
  return {
    given: [...jobs, ...answers.map(({ said }) => said)].find(hasIt),
    unanswered: answers.find(({ failed }) => failed !== undefined)?.failed,
  };
}

async function takeBack(
  { store, clock, log }: Asking,
  { failure: _, pausedAt: __, refused: ___, ...healthy }: Registered,
  jobs: readonly [GitLabJob, ...GitLabJob[]],
): Promise<void> {
  for (const job of jobs) await store.record(job);
  const [first, ...others] = jobs;
  const now = clock.now();
  const busy = others.reduce((machine, { id }) => used(machine, id, now), used(healthy, first.id, now));
  await store.machines.replace({ ...busy, isPaused: true });
  log.info('a machine runs a job after all', { machine: healthy.name, job: first.id });
}
