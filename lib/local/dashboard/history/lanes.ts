import { isDeepStrictEqual } from 'node:util';
import type { RunnerSettings } from '../../../config/settings.ts';
import { jobsOf, type Machine, type MachineReport } from '../../../scaler/state/machines/machine.ts';
import { placesOf } from '../../../scaler/state/places.ts';
import type { UnixSeconds } from '../../../scaler/state/time.ts';
import type { FateView, Lane, Stay } from '../view.ts';
import { hourlyOf } from './hourly.ts';
import { inPlaces } from './in-places.ts';

/** The most ended machines that are kept. */
const MOST_ENDED = 300;

/** The machines' lives, from their records; those that ended before the window are forgotten. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #runners: readonly RunnerSettings[];

  constructor(runners: readonly RunnerSettings[]) {
    this.#runners = runners;
  }

  /** Returns the lane with those stays that are new or changed; undefined if nothing has changed. */
  write(machine: Machine, jobName: (id: number) => string): Lane | undefined {
    const before = this.#lanes.get(machine.instanceId);
    const changed = changedStays(before?.stays.at(-1), machine, jobName);
    const lane = {
      instanceId: machine.instanceId,
      name: machine.name,
      runner: machine.runner,
      bought: machine.bought === undefined ? null : `${machine.bought.type} in ${machine.bought.zone}`,
      hourly: hourlyOf(machine, this.#runners),
      places: placesOf(machine),
      begun: machine.launchedAt,
      kernelAt: machine.kernelAt ?? null,
      builds: machine.builds,
      isAhead: before?.isAhead ?? machine.isAhead ?? false,
      keptUntil: machine.kept?.until ?? null,
      fate: fateOf(machine, before?.fate ?? null),
      report: before?.report ?? null,
    };
    const stays = (before?.stays ?? []).filter(({ n }) => changed.every((stay) => stay.n !== n));
    const after = { ...lane, stays: [...stays, ...changed] };
    this.#lanes.set(machine.instanceId, after);
    return isDeepStrictEqual(before, after) ? undefined : { ...lane, stays: changed };
  }

  /** Returns the lane as `write` does; undefined if the machine is unknown or the report known. */
  report({ instanceId, reason, lines }: MachineReport): Lane | undefined {
    const lane = this.#lanes.get(instanceId);
    const report = { reason, lines };
    if (lane === undefined || isDeepStrictEqual(lane.report, report)) return undefined;
    this.#lanes.set(instanceId, { ...lane, report });
    return { ...lane, report, stays: [] };
  }

  /** Its record is gone. Returns the lane as `write` does; undefined if the machine is unknown or had ended. */
  end(instanceId: string, now: UnixSeconds): Lane | undefined {
    const lane = this.#lanes.get(instanceId);
    const last = lane?.stays.at(-1);
    if (lane === undefined || last === undefined || last.to !== null) return undefined;
    const ended = { ...last, to: Math.max(now, last.from) };
    this.#lanes.set(instanceId, { ...lane, stays: [...lane.stays.slice(0, -1), ended] });
    return { ...lane, stays: [ended] };
  }

  find(instanceId: string): Lane | undefined {
    return this.#lanes.get(instanceId);
  }

  /** Machines that existed at `since` or later, with their stays since then. */
  since(since: UnixSeconds): Lane[] {
    this.#forget(since);
    return [...this.#lanes.values()].map((lane) => ({
      ...lane,
      stays: lane.stays.filter(({ to }) => to === null || to >= since),
    }));
  }

  #forget(since: UnixSeconds): void {
    const ended = [...this.#lanes.values()].filter((lane) => endOf(lane) !== null);
    const tooMany = ended.slice(0, Math.max(0, ended.length - MOST_ENDED));
    const tooOld = ended.filter((lane) => (endOf(lane) ?? since) < since);
    for (const { instanceId } of [...tooMany, ...tooOld]) this.#lanes.delete(instanceId);
    for (const lane of this.#lanes.values()) {
      const stays = lane.stays.filter(({ to }) => to === null || to >= since);
      if (stays.length < lane.stays.length) this.#lanes.set(lane.instanceId, { ...lane, stays });
    }
  }
}

/** A later fate, that the instance is gone, does not change when the first was noted. */
function fateOf({ fate }: Machine, before: FateView | null): FateView | null {
  if (fate === undefined) return before;
  return { at: before?.at ?? fate.at, reason: fate.reason, cause: fate.cause ?? before?.cause ?? null };
}

const endOf = ({ stays }: Lane): UnixSeconds | null => stays.at(-1)?.to ?? null;

function changedStays(last: Stay | undefined, machine: Machine, jobName: (id: number) => string): Stay[] {
  if (last !== undefined && isSameStay(last, machine)) return [];
  const closed = last === undefined ? [] : [{ ...last, to: Math.max(machine.since, last.from) }];
  const ids = jobsOf(machine);
  const places = inPlaces(last?.jobs ?? [], ids);
  const stay: Stay = {
    n: (last?.n ?? -1) + 1,
    state: machine.state,
    // An event that arrives late may have begun before the last one.
    from: Math.max(machine.since, last?.from ?? machine.since),
    to: null,
    reason: machine.reason,
    jobs: ids.map((id) => ({ id, name: jobName(id), place: places.get(id) ?? 0 })),
  };
  return [...closed, stay];
}

/** Is it the same stay? A record may be written without a new state, as when a build is counted. */
function isSameStay(stay: Stay, machine: Machine): boolean {
  const ids = stay.jobs.map(({ id }) => id);
  const isSame = stay.state === machine.state && isDeepStrictEqual(ids, jobsOf(machine));
  return isSame && machine.since <= stay.from;
}
