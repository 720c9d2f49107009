import type { Job } from '../jobs/job.ts';
import { placesOf } from '../places.ts';
import { sum } from '../sum.ts';
import type { UnixSeconds } from '../time.ts';
import { jobsOf, type Machine, type RemovingMachine, type UsedMachine } from './machine.ts';

/**
 * A part of a machine's time, and whom it is charged to. A job is charged with all from the end of the job before it, or
 * from the launch: so with the boot or the wait that came before it. Jobs that run at once share their time equally. What is
 * left when the machine goes is charged to none, and is shared by those that it ran. So the charges of a machine add up to
 * its whole time, each second once.
 */
export interface Charge {
  readonly instanceId: string;
  /** The machine's name. */
  readonly machine: string;
  readonly runner: string;
  /** The end of the time. */
  readonly at: UnixSeconds;
  readonly seconds: number;
  /** What AWS takes for them: the instance at the price that it was launched at, its disk and its address; none where the price is not known. */
  readonly dollars?: number;
  /** None for the rest of a machine that has gone. */
  readonly job?: ChargedJob;
}

export interface ChargedJob {
  readonly id: number;
  readonly projectId: number;
  readonly name: string;
  /** The job's page in GitLab. */
  readonly webUrl?: string;
}

/** EC2 takes a minute at least. https://aws.amazon.com/ec2/pricing/on-demand/ */
const LEAST_PAID = 60;

/** The machine and what the job is charged with, when it has ended on it. */
export function chargedWith<M extends Machine>(machine: M, job: Job, now: UnixSeconds): [M, Charge] {
  const from = chargedUntil(machine);
  const at = Math.max(from, Math.min(job.at, now));
  const others = jobsOf(machine)
    .filter((id) => id !== job.id)
    .slice(0, placesOf(machine) - 1);
  const begun = others.length === 0 ? from : Math.min(at, Math.max(from, at - (job.ran ?? at)));
  const share = (at - begun) / (others.length + 1);
  const own = (owedBy(machine).get(job.id) ?? 0) + share;
  const left = owing(machine, others, begun - from + share * others.length, at);
  const { id, projectId, name, webUrl } = job;
  const charged = { id, projectId, name, ...(webUrl !== undefined && { webUrl }) };
  const paid = left.owed?.filter(({ jobId }) => jobId !== job.id);
  return [
    paid === undefined ? left : { ...left, owed: paid },
    { ...chargeFor(machine, own, at), job: charged },
  ];
}

/** Another job begins: until then those that run have had the machine's time. */
export function sharedUntil(machine: UsedMachine, at: UnixSeconds): UsedMachine {
  const from = chargedUntil(machine);
  return at <= from ? machine : owing(machine, machine.jobIds, at - from, at);
}

/** All time until then is accounted for: so many seconds of it are owed by these jobs, in equal parts. */
function owing<M extends Machine>(
  machine: M,
  jobIds: readonly number[],
  seconds: number,
  until: UnixSeconds,
): M {
  if (jobIds.length === 0) return { ...machine, chargedUntil: until };
  const before = owedBy(machine);
  for (const id of jobIds) before.set(id, (before.get(id) ?? 0) + seconds / jobIds.length);
  const owed = [...before].map(([jobId, seconds]) => ({ jobId, seconds }));
  return { ...machine, chargedUntil: until, owed };
}

const owedBy = ({ owed = [] }: Machine): Map<number, number> =>
  new Map(owed.map(({ jobId, seconds }) => [jobId, seconds]));

/** What no job has been charged with, of a machine that goes now, or that EC2 has ended before. */
export function restOf(machine: RemovingMachine, now: UnixSeconds): Charge {
  const ended = machine.fate?.kind === 'Gone' ? Math.min(machine.fate.at, now) : now;
  const at = Math.max(ended, machine.launchedAt + LEAST_PAID);
  const owed = sum(owedBy(machine).values());
  return chargeFor(machine, owed + Math.max(0, at - chargedUntil(machine)), at);
}

const chargedUntil = ({ chargedUntil: until, launchedAt }: Machine): UnixSeconds => until ?? launchedAt;

function chargeFor(machine: Machine, seconds: number, at: UnixSeconds): Charge {
  const { instanceId, name, runner, bought } = machine;
  const { hourly } = bought ?? {};
  return {
    ...{ instanceId, machine: name, runner, at, seconds },
    ...(hourly !== undefined && { dollars: (hourly * seconds) / 3600 }),
  };
}
