import type { Job } from './job.ts';
import type { Machine, RemovingMachine } from './machine.ts';
import type { UnixSeconds } from './time.ts';

/**
 * A part of a machine's time, and whom it is charged to. A job is charged with all from the end of the job before it, or
 * from the launch: so with the boot or the wait that came before it. What is left when the machine goes is charged to
 * none, and is shared by those that it ran. So the charges of a machine add up to its whole time, each second once.
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
  const { id, projectId, name, webUrl } = job;
  const charged = { id, projectId, name, ...(webUrl !== undefined && { webUrl }) };
  return [
    { ...machine, chargedUntil: at },
    { ...chargeFor(machine, from, at), job: charged },
  ];
}

/** What no job has been charged with, of a machine that goes now, or that EC2 has ended before. */
export function restOf(machine: RemovingMachine, now: UnixSeconds): Charge {
  const ended = machine.fate?.kind === 'Gone' ? Math.min(machine.fate.at, now) : now;
  return chargeFor(machine, chargedUntil(machine), Math.max(ended, machine.launchedAt + LEAST_PAID));
}

const chargedUntil = ({ chargedUntil: until, launchedAt }: Machine): UnixSeconds => until ?? launchedAt;

function chargeFor(machine: Machine, from: UnixSeconds, at: UnixSeconds): Charge {
  const { instanceId, name, runner, bought } = machine;
  const seconds = Math.max(0, at - from);
  const { hourly } = bought ?? {};
  return {
    ...{ instanceId, machine: name, runner, at, seconds },
    ...(hourly !== undefined && { dollars: (hourly * seconds) / 3600 }),
  };
}
