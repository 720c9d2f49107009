import { attempt } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import { recordCharge } from '../charges/record-charge.ts';
import type { World } from '../ports/world.ts';
import { byStatus } from '../state/jobs/by-status.ts';
import type { Job } from '../state/jobs/job.ts';
import { aheadOf } from '../state/machines/ahead.ts';
import { firstWaitOf } from '../state/machines/first-wait.ts';
import { jobsOf, type Machine } from '../state/machines/machine.ts';
import type { State } from '../state/state.ts';
import { type Ending, settle } from './settle.ts';

const WRITES_AT_ONCE = 10;

type Settling = Pick<World, 'store' | 'clock' | 'log' | 'metrics'>;

/** The state as it is on record then. */
export interface Settled {
  readonly state: State;
  /** Names of machines that could not be written. None of them may leave: its jobs would be charged a second time. */
  readonly unsettled: ReadonlySet<string>;
}

/**
 * Writes what `settle` found: what jobs are charged with, then the machines, which count the jobs and remember until when
 * they are charged, then the jobs' ends. Repeating it after a crash does no harm: a charge comes out the same until its
 * machine is written, and a machine keeps the ids that it has counted until their ends are on record.
 */
export async function settleJobs(world: Settling, state: State): Promise<Settled> {
  const { changed, ended, charges, forgotten } = settle(state, world.clock.now());
  if (changed.length + ended.length + forgotten.length === 0) return { state, unsettled: new Set() };
  await mapConcurrently(charges, (charge) => recordCharge(world, charge), WRITES_AT_ONCE);
  const written = await mapConcurrently(changed, (machine) => writeMachine(world, machine), WRITES_AT_ONCE);
  const known = new Map(written.flatMap((machine) => (machine ? [[machine.instanceId, machine]] : [])));
  const asWritten = (before: Machine): Machine => {
    const machine = known.get(before.instanceId);
    if (machine !== undefined) measureStarts(world, state, before, machine);
    return machine ?? before;
  };
  const machines = known.size === 0 ? state.machines : state.machines.map(asWritten);

  const unsettled = new Set(
    changed.filter((_, index) => written[index] === undefined).map(({ name }) => name),
  );
  const countable = ended.filter(
    ({ ended: { machine } }) => machine === undefined || !unsettled.has(machine),
  );
  const left = await mapConcurrently(countable, (ending) => end(world, ending), WRITES_AT_ONCE);
  await mapConcurrently(forgotten, (job) => forget(world, job), WRITES_AT_ONCE);
  const gone = [...left.filter((job) => job !== undefined), ...forgotten];
  const jobs = byStatus(state.jobs).changed(new Map(gone.map((job) => [job, undefined])));
  return { state: { ...state, machines, jobs }, unsettled };
}

/** A machine that is Used by another job than before has started one: how long did that wait? */
function measureStarts({ metrics }: Settling, { jobs }: State, known: Machine, machine: Machine): void {
  const begun = jobsOf(machine).filter((id) => !jobsOf(known).includes(id));
  if (begun.length === 0) return;
  const { running } = byStatus(jobs);
  const waits = begun.flatMap((jobId) => running.find(({ id }) => id === jobId)?.waited ?? []);
  for (const waited of waits) metrics.jobStarted(waited);
  if (known.firstJobAt !== undefined || waits.length === 0) return;
  measureLookahead(metrics, machine, Math.max(...waits));
  const first = firstWaitOf(machine);
  if (first !== undefined) metrics.firstJobStarted(first);
}

/** Of the first job of a machine that was launched ahead. */
function measureLookahead(metrics: Settling['metrics'], machine: Machine, waited: number): void {
  const { runner, readyAt } = machine;
  const ahead = aheadOf(machine, waited);
  if (ahead === undefined || readyAt === undefined) return;
  metrics.count(ahead.late > 0 ? 'JobsLate' : 'JobsInTime', { runner });
  metrics.count('SecondsSaved', { runner }, ahead.saved);
}

/** For the log: most machines run one. */
function jobFields(machine: Machine) {
  const [job, ...others] = jobsOf(machine);
  return { ...(job !== undefined && { job }), ...(others.length > 0 && { otherJobs: others }) };
}

async function writeMachine({ store, log }: Settling, machine: Machine): Promise<Machine | undefined> {
  const fields = {
    ...{ machine: machine.name, state: machine.state, builds: machine.builds },
    ...jobFields(machine),
  };
  const written = await attempt(log, 'recording a machine', fields, () => store.machines.replace(machine));
  if (!written) return undefined;
  log.info('machine changed', { ...fields, reason: machine.reason });
  return { ...machine, revision: machine.revision + 1 };
}

async function end({ store, log }: Settling, { job, ended }: Ending): Promise<Job | undefined> {
  return attempt(log, 'ending a job', { job: job.id }, async () => {
    await store.recordEnd(ended);
    await store.removeJob(job);
    return job;
  });
}

const forget = ({ store, log }: Settling, job: Job) =>
  attempt(log, 'forgetting a job', { job: job.id }, () => store.removeJob(job));
