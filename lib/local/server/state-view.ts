import type { Store } from '../../scaler/ports/store.ts';
import { describeOutcome } from '../../scaler/state/launches/launch.ts';
import { describeSetback } from '../../scaler/state/launches/setback.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';

/** Seconds for which a job that has ended is still shown. */
const SHOW_ENDED = 3600;

interface MachineView {
  readonly name: string;
  readonly runner: string;
  readonly state: string;
  readonly builds: number;
  readonly instanceId: string;
  /** When it entered its state, ISO 8601. */
  readonly since: string;
}

interface JobView {
  readonly id: number;
  /** GitLab's word: pending, running, success, … */
  readonly status: string;
  /** The machine that runs it, or ran it. */
  readonly machine: string | null;
}

interface StateView {
  readonly machines: readonly MachineView[];
  /** The active ones, and those that ended within the last hour. */
  readonly jobs: readonly JobView[];
}

/** What people see also says why, and what a job is called. */
export interface DetailedView {
  readonly now: string;
  readonly machines: readonly (MachineView & { readonly reason: string; readonly job: number | null })[];
  readonly jobs: readonly (JobView & {
    readonly name: string;
    readonly since: string;
    /** What it cost; null if it has not ended or that is not known. */
    readonly dollars: number | null;
  })[];
  readonly launches: readonly { readonly runner: string; readonly count: number; readonly outcome: string }[];
  /** Of runners whose last machines left before they had run a job. */
  readonly setbacks: readonly { readonly runner: string; readonly outcome: string }[];
  /** Machines that gave up within the last hour, the last first. */
  readonly gaveUp: readonly GaveUpView[];
}

interface GaveUpView {
  readonly at: string;
  readonly machine: string;
  readonly runner: string;
  readonly reason: string;
  /** What the machine said last. */
  readonly lines: readonly string[];
}

export async function detailedView(store: Store, now: UnixSeconds): Promise<DetailedView> {
  const [{ machines, jobs, launches, setbacks = [] }, ended, reports] = await Promise.all([
    store.readActive(),
    store.recentlyEnded(now - SHOW_ENDED),
    store.recentReports(now - SHOW_ENDED),
  ]);
  const nameOf = (runnerId: number | undefined) =>
    machines.find((machine) => runnerId !== undefined && machine.runnerId === runnerId)?.name ?? null;
  const active = [...jobs].map(({ id, name, gitlabStatus, runnerId, at }) => ({
    id,
    name,
    status: gitlabStatus,
    machine: nameOf(runnerId),
    since: isoTime(at),
    dollars: null,
  }));
  const activeIds = new Set(active.map(({ id }) => id));
  const over = ended
    .filter(({ id }) => !activeIds.has(id))
    .map(({ id, name, gitlabStatus, machine, endedAt, dollars }) => ({
      id,
      name,
      status: gitlabStatus,
      machine: machine ?? null,
      since: isoTime(endedAt),
      dollars: dollars ?? null,
    }));
  return {
    now: isoTime(now),
    machines: machines.map((machine) => ({
      name: machine.name,
      runner: machine.runner,
      state: machine.state,
      builds: machine.builds,
      instanceId: machine.instanceId,
      since: isoTime(machine.since),
      reason: machine.reason,
      job: machine.state === 'Used' ? machine.jobIds[0] : null,
    })),
    jobs: [...active, ...over].toSorted((one, other) => one.id - other.id),
    launches: launches.map(({ runner, count, outcome }) => ({
      runner,
      count,
      outcome: describeOutcome(outcome),
    })),
    setbacks: setbacks.map((setback) => ({ runner: setback.runner, outcome: describeSetback(setback) })),
    gaveUp: reports
      .toSorted((one, other) => other.at - one.at)
      .map(({ at, machine, runner, reason, lines }) => ({
        ...{ at: isoTime(at), machine, runner, reason, lines },
      })),
  };
}

export async function stateView(store: Store, now: UnixSeconds): Promise<StateView> {
  const { machines, jobs } = await detailedView(store, now);
  return {
    machines: machines.map(({ reason: _, job: __, ...machine }) => machine),
    jobs: jobs.map(({ id, status, machine }) => ({ id, status, machine })),
  };
}
