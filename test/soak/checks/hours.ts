import type { RunnerSettings } from '../../../lib/config/settings.ts';
import { sum } from '../../../lib/scaler/state/sum.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { Fault } from '../../../lib/simulation/faults/faults.ts';
import type { Check } from './breach.ts';
import { AFTERWARDS, excusesOf } from './excuses.ts';
import { type Span, secondsOutside } from './spans.ts';

/** Seconds from a machine's request until it is ready. */
const BOOT = 75;
/** Seconds beyond IdleTime until a machine that has nothing to do is ended. */
const LAG = 30;

/** And where nothing goes wrong any more, of one that leaves or is given no other job. */
const LAG_LEAVING = 300;
/** Or of one that waits: until it is found out that its job has ended, or that GitLab does not give it those that wait. */
const LAG_WAITING = 700;

/** A machine that is there. */
interface Present {
  readonly isNew: boolean;
  /** Since when it runs nothing. */
  readonly free: UnixSeconds;
}

/** Time that a machine was there without a job beyond what config.toml allows it. */
interface Beyond extends Span {
  readonly instanceId: string;
}

/**
 * Rule 9: no machine is there without a job for longer than it boots and its runner's IdleTime, but for IdleCount of them, and
 * as far as faults explain.
 */
export const hours: Check = ({ scenario, settings, world, report }) => {
  const faults: Fault[] = [];
  const present = new Map<string, Present>();
  const runnerOf = new Map<string, string>();
  const instanceOf = new Map<number, string>();
  const running = new Map<string, Set<number>>();
  const beyond: Beyond[] = [];
  const idleTimes = new Map(settings.runners.map((runner) => [runner.name, idleTimeOf(runner)]));
  const longest = Math.max(...idleTimes.values());
  const idleTimesInCalm = new Map(settings.runners.map(({ name, machine }) => [name, machine.idle.idleTime]));
  /** Until when an operator keeps them. */
  const keptUntil = new Map<string, UnixSeconds>();
  /** Since when each leaves, or is given no other job. */
  const leaving = new Map<string, UnixSeconds>();
  const now = (): UnixSeconds => world().clock.now();
  const isFree = (instanceId: string): boolean => (running.get(instanceId)?.size ?? 0) === 0;
  const note = (instanceId: string): void => {
    const one = present.get(instanceId);
    if (one === undefined || !isFree(instanceId)) return;
    const idleTime = idleTimes.get(runnerOf.get(instanceId) ?? '') ?? longest;
    const from = one.free + (one.isNew ? BOOT : 0) + idleTime + LAG;
    if (now() > from) beyond.push({ instanceId, from, to: now() });
    noteInCalm(instanceId, one);
  };
  const noteInCalm = (instanceId: string, { isNew, free }: Present): void => {
    const idleTime = idleTimesInCalm.get(runnerOf.get(instanceId) ?? '') ?? longest;
    const from = Math.max(free + (isNew ? BOOT : 0) + idleTime, scenario.calmFrom + AFTERWARDS);
    const leaves = Math.max(from, leaving.get(instanceId) ?? Number.POSITIVE_INFINITY);
    if (now() > Math.min(leaves + LAG_LEAVING, from + LAG_WAITING))
      report(9, `${instanceId} was there without a job for ${Math.round(now() - from)} s more than IdleTime`);
  };
  const begin = (instanceId: string, jobId: number): void => {
    note(instanceId);
    running.set(instanceId, (running.get(instanceId) ?? new Set()).add(jobId));
  };
  const end = (instanceId: string, jobId: number): void => {
    const hasEnded = running.get(instanceId)?.delete(jobId) ?? false;
    if (hasEnded && isFree(instanceId) && present.has(instanceId))
      present.set(instanceId, { isNew: false, free: now() });
  };
  return {
    onFault: (fault) => faults.push(fault),
    onMachine: ({ instanceId, runner, runnerId, state, isPaused, kept }) => {
      if (kept !== undefined) keptUntil.set(instanceId, kept.until + LAG);
      runnerOf.set(instanceId, runner);
      if (state === 'Removing' || isPaused) leaving.set(instanceId, leaving.get(instanceId) ?? now());
      else leaving.delete(instanceId);
      if (runnerId !== undefined) instanceOf.set(runnerId, instanceId);
    },
    onInstance: ({ instanceId, state }) => {
      if (state === 'pending') present.set(instanceId, { isNew: true, free: now() });
      if (state !== 'terminated') return;
      note(instanceId);
      present.delete(instanceId);
    },
    onJob: ({ id, status, runnerId }) => {
      const instanceId = instanceOf.get(runnerId ?? 0);
      if (instanceId === undefined || status === 'pending' || status === 'canceling') return;
      if (status === 'running') begin(instanceId, id);
      else end(instanceId, id);
    },
    atRest: () => {
      const excuses = excusesOf(faults, scenario, instanceOf);
      const byRunner = Map.groupBy(beyond, ({ instanceId }) => runnerOf.get(instanceId));
      const seconds = sum(
        [...byRunner].map(([name, own]) => {
          const left = own
            .flatMap((one) => since(one, excuses.ofMachine.get(one.instanceId)))
            .flatMap((one) => since(one, keptUntil.get(one.instanceId)));
          return secondsOutside(left, excuses.spells, {
            most: readyOf(settings.runners.find((runner) => runner.name === name)),
            until: scenario.calmFrom + LAG,
          });
        }),
      );
      if (seconds > excuses.seconds)
        report(
          9,
          `machines were there without a job for ${Math.round(seconds)} s more than is allowed, of ${excuses.seconds} s explained`,
        );
    },
  };
};

function idleTimeOf({ machine: { idle, periods } }: RunnerSettings): number {
  return Math.max(...[idle, ...periods].map(({ idleTime }) => idleTime));
}

/** Machines that are to stand ready. */
const readyOf = (runner: RunnerSettings | undefined): number =>
  runner === undefined
    ? 0
    : Math.max(...[runner.machine.idle, ...runner.machine.periods].map(({ idleCount }) => idleCount));

const since = (one: Beyond, at: UnixSeconds = one.from): Beyond[] =>
  at < one.to ? [{ ...one, from: Math.max(one.from, at) }] : [];
