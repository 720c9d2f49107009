import { canRun, matchedBy } from '../plan/demand.ts';
import { attempt } from '../ports/attempt.ts';
import type { GitLabJob } from '../ports/gitlab.ts';
import { pauseAndAsk } from '../ports/runner-use.ts';
import type { World } from '../ports/world.ts';
import { isConfirmed, type Job } from '../state/job.ts';
import type { RemovingMachine } from '../state/machine.ts';
import { used } from '../state/transitions.ts';
import type { Known } from './known.ts';

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
          return true;
        case 'Gone':
          return !mayRunUnseen(world, known, { ...machine, runnerId });
        case 'Taken':
          world.log.info('a machine is not free yet', { machine: machine.name, reason: use.reason });
          return false;
        case 'Running':
          await takeBack(world, { ...machine, runnerId }, use.job);
          return false;
      }
    },
  );
  return free ?? false;
}

/** Of a job whose runner was deleted GitLab names none: it may be any that this runner may be given. */
function mayRunUnseen(
  { log }: Asking,
  { jobs, settings }: Known,
  { runnerId, name, runner }: RemovingMachine & { readonly runnerId: number },
): boolean {
  const own = settings.runners.find((one) => one.name === runner);
  const mayBeOurs = (job: Job): boolean =>
    job.runnerId === undefined && isConfirmed(job) && own !== undefined && canRun(own, matchedBy(job));
  const unseen = jobs.find(
    (job) => job.status === 'running' && (job.runnerId === runnerId || mayBeOurs(job)),
  );
  if (unseen === undefined) return false;
  log.info('a machine is not free yet', {
    machine: name,
    reason: `its runner is gone, and may run job ${unseen.id}`,
  });
  return true;
}

async function takeBack(
  { store, clock, log }: Asking,
  { failure: _, ...healthy }: RemovingMachine & { readonly runnerId: number },
  job: GitLabJob,
): Promise<void> {
  await store.record(job);
  await store.machines.replace({ ...used(healthy, job.id, clock.now()), isPaused: true });
  log.info('a machine runs a job after all', { machine: healthy.name, job: job.id });
}
