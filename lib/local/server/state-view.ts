import type { Store } from '../../scaler/ports/store.ts';
import { describeOutcome } from '../../scaler/state/launches/launch.ts';
import { describeSetback } from '../../scaler/state/launches/setback.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';

/** Seconds for which a job that has ended is still shown. */
const SHOW_ENDED = 3600;

export type DetailedView = Awaited<ReturnType<typeof detailedView>>;

/** What people see: also why, and what a job is called. Times are ISO 8601. */
export async function detailedView(store: Store, now: UnixSeconds) {
  const [{ machines, jobs, launches, setbacks = [] }, ended, reports] = await Promise.all([
    store.readActive(),
    store.recentlyEnded(now - SHOW_ENDED),
    store.recentReports(now - SHOW_ENDED),
  ]);
  const nameOf = (runnerId: number | undefined) =>
    machines.find((machine) => runnerId !== undefined && machine.runnerId === runnerId)?.name ?? null;
  const active = [...jobs].map(({ id, name, gitlabStatus: status, runnerId, at }) => ({
    ...{ id, name, status, machine: nameOf(runnerId), since: isoTime(at), dollars: null },
  }));
  const activeIds = new Set(active.map(({ id }) => id));
  const over = ended
    .filter(({ id }) => !activeIds.has(id))
    .map(({ id, name, gitlabStatus: status, machine = null, endedAt, dollars = null }) => ({
      ...{ id, name, status, machine, since: isoTime(endedAt), dollars },
    }));
  return {
    now: isoTime(now),
    machines: machines.map((machine) => {
      const { name, runner, state, builds, instanceId, since, reason } = machine;
      const job = machine.state === 'Used' ? machine.jobIds[0] : null;
      return { name, runner, state, builds, instanceId, since: isoTime(since), reason, job };
    }),
    jobs: [...active, ...over].toSorted((one, other) => one.id - other.id),
    launches: launches.map(({ outcome, ...one }) => ({
      ...{ runner: one.runner, count: one.count, outcome: describeOutcome(outcome) },
    })),
    setbacks: setbacks.map((setback) => ({ runner: setback.runner, outcome: describeSetback(setback) })),
    gaveUp: reports
      .toSorted((one, other) => other.at - one.at)
      .map(({ at, machine, runner, reason, lines }) => ({
        ...{ at: isoTime(at), machine, runner, reason, lines },
      })),
  };
}

/** The machines, the active jobs, and those that ended within the last hour. */
export async function stateView(store: Store, now: UnixSeconds) {
  const { machines, jobs } = await detailedView(store, now);
  return {
    machines: machines.map(({ reason: _, job: __, ...machine }) => machine),
    jobs: jobs.map(({ id, status, machine }) => ({ id, status, machine })),
  };
}
