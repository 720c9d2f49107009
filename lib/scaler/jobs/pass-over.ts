import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import { canRun, matchedBy, mayWaitFor } from '../plan/demand/demand.ts';
import type { Ignored } from '../plan/demand/ignored-jobs.ts';
import type { World } from '../ports/world.ts';
import type { ConfirmedJob } from '../state/jobs/job.ts';
import { isGivenTheSame, passingOver } from '../state/jobs/passed-over.ts';

const AT_ONCE = 5;

type Passing = Pick<World, 'store' | 'clock' | 'log'>;

/**
 * Notes that the jobs were passed over, for every runner whose machines GitLab would not give them either. The jobs that are to
 * be tried again soon were not given to the machine either: they are put off, and tried together with these. Answers with the
 * jobs as they are then on record.
 *
 * @param passed what other runners have passed over just now, by its id
 */
export async function passOver(
  world: Passing,
  { runners }: Settings,
  { runner, jobs, soon }: Ignored,
  passed: ReadonlyMap<number, ConfirmedJob>,
): Promise<readonly ConfirmedJob[]> {
  const now = world.clock.now();
  const alike = runners.filter((one) => isGivenTheSame(one, runner));
  const noteAll = async (
    all: readonly ConfirmedJob[],
    isOf: (job: ConfirmedJob, one: RunnerSettings) => boolean,
  ) => {
    const note = (known: ConfirmedJob) => {
      const job = passed.get(known.id) ?? known;
      return write(
        world,
        job,
        alike.filter((one) => isOf(job, one)),
      );
    };
    return (await mapConcurrently(all, note, AT_ONCE)).flat();
  };

  const notGiven = await noteAll(jobs, (job, one) => mayWaitFor(one, job, now));
  for (const { id: job } of notGiven)
    world.log.warn('GitLab does not give a job to a machine that is ready for it', {
      job,
      runner: runner.name,
    });
  if (notGiven.length === 0) return [];
  return [...notGiven, ...(await noteAll(soon, (job, one) => canRun(one, matchedBy(job))))];
}

async function write(
  { store, clock, log }: Passing,
  job: ConfirmedJob,
  by: readonly RunnerSettings[],
): Promise<readonly ConfirmedJob[]> {
  if (by.length === 0) return [];
  const now = clock.now();
  const passedOver = by.reduce((before, one) => passingOver(before, one, now), job.passedOver ?? []);
  const told = { ...job, passedOver };
  const isWritten = await attempt(log, 'noting that a job was not given', { job: job.id }, () =>
    store.replaceJob(told),
  );
  return isWritten ? [{ ...told, revision: job.revision + 1 }] : [];
}
