import type { Settings } from '../../config/settings.ts';
import { type Cost, costsBy } from '../../scaler/charges/costs.ts';
import type { Held } from '../../scaler/plan/launches.ts';
import { plan } from '../../scaler/plan/plan.ts';
import type { Charge } from '../../scaler/state/charge.ts';
import type { Drain } from '../../scaler/state/drain.ts';
import { type FirstWait, firstWaitOf, middleOf } from '../../scaler/state/first-wait.ts';
import { describeOutcome } from '../../scaler/state/launch.ts';
import { jobsOf, type MachineReport, type MachineState } from '../../scaler/state/machine.ts';
import { placesOf } from '../../scaler/state/places.ts';
import type { RunnerHistory } from '../../scaler/state/runner-history.ts';
import type { State, Unreadable } from '../../scaler/state/state.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { type Decision, decisionsIn } from './decisions.ts';
import { type JobStatus, jobsIn } from './jobs.ts';
import { type LookaheadStatus, lookaheadIn } from './lookahead.ts';

export interface StatusReport {
  readonly at: string;
  readonly drain: { readonly since: string; readonly reason: string } | null;
  readonly runners: readonly RunnerStatus[];
  readonly machines: readonly MachineStatus[];
  /** Of jobs that machines were launched for lately: what their waits were made of. */
  readonly firstWaits: readonly FirstWaitStatus[];
  /** Those that wait or run, the oldest first. */
  readonly jobs: readonly JobStatus[];
  /** Machines that are wanted and not asked for; empty without a config.toml. */
  readonly held: readonly Pick<Held, 'runner' | 'count' | 'reason' | 'barrier'>[];
  readonly lookahead: LookaheadStatus;
  /** Records of the table that cannot be read, and are left as they are. */
  readonly unreadable: readonly Unreadable[];
  /** Launches that are under way or that EC2 has refused. */
  readonly launches: readonly LaunchStatus[];
  /** Runners whose last machines left before they had run a job. */
  readonly setbacks: readonly SetbackStatus[];
  /** Machines that reported why they gave up, the last first. */
  readonly gaveUp: readonly GivenUp[];
  /** What machines cost within a day, the dearest first. */
  readonly costs: {
    readonly projects: readonly Cost[];
    readonly runners: readonly Cost[];
  };
  /** Why machines are as they are, the last first. */
  readonly decisions: readonly Decision[];
}

export interface RunnerStatus extends Readonly<Record<Lowercase<MachineState>, number>> {
  readonly name: string;
  /** 0 is no limit; null where there is no such runner in config.toml. */
  readonly limit: number | null;
}

export interface MachineStatus {
  readonly name: string;
  readonly runner: string;
  readonly state: MachineState;
  readonly since: string;
  readonly builds: number;
  /** The last that was given to it, of those that it runs. */
  readonly job: number | null;
  readonly jobs: readonly number[];
  /** How many jobs it can run at once. */
  readonly places: number;
  readonly instanceId: string;
  /** An operator keeps it until then; null if none does. */
  readonly keptUntil: string | null;
  readonly reason: string;
}

/** Seconds, the middle of all. */
export interface FirstWaitStatus extends FirstWait {
  readonly runner: string;
  readonly jobs: number;
}

export interface GivenUp {
  readonly at: string;
  readonly machine: string;
  readonly runner: string;
  readonly reason: string;
  /** What it said last. */
  readonly lines: readonly string[];
}

export interface LaunchStatus {
  readonly runner: string;
  readonly count: number;
  readonly market: string;
  readonly at: string;
  readonly outcome: string;
}

export interface SetbackStatus {
  readonly runner: string;
  /** Machines, one after the other. */
  readonly failed: number;
  /** What EC2 or the last machine said. */
  readonly reason: string;
  /** When the next may be launched. */
  readonly againAt: string;
}

/** Seconds for which it is news that a machine has given up. */
export const NEWS = 24 * 3600;

/** What happened lately. */
export interface Lately {
  /** What machines reported. */
  readonly reports: readonly MachineReport[];
  readonly charges: readonly Charge[];
  readonly histories: readonly RunnerHistory[];
}

/** What the table says, and what the reconciler makes of it: its own function says what is held back. */
export function statusReport(
  state: State,
  settings: Settings | undefined,
  now: UnixSeconds,
  { reports = [], charges = [], histories = [] }: Partial<Lately> = {},
): StatusReport {
  const { drain, machines, launches, setbacks = [], unreadable = [] } = state;
  const held = settings === undefined ? [] : plan(state, settings, now).held;
  return {
    at: iso(now),
    drain: drain === undefined ? null : shownDrain(drain),
    runners: runnersIn(state, settings),
    machines: machines
      .toSorted((one, other) => one.runner.localeCompare(other.runner) || one.since - other.since)
      .map((machine) => ({
        name: machine.name,
        runner: machine.runner,
        state: machine.state,
        since: iso(machine.since),
        builds: machine.builds,
        job: jobsOf(machine)[0] ?? null,
        jobs: jobsOf(machine),
        places: placesOf(machine),
        instanceId: machine.instanceId,
        keptUntil: machine.kept === undefined ? null : iso(machine.kept.until),
        reason: machine.fate?.reason ?? machine.reason,
      })),
    firstWaits: firstWaitsIn(state, settings, histories),
    jobs: jobsIn(state, settings, now),
    held: held.map(({ runner, count, reason, barrier }) => ({ runner, count, reason, barrier })),
    lookahead: settings === undefined ? { expected: [], budgets: [] } : lookaheadIn(state, settings, now),
    unreadable,
    launches: launches.map(({ runner, count, market, at, outcome }) => ({
      ...{ runner, count, market, at: iso(at) },
      outcome: describeOutcome(outcome),
    })),
    setbacks: setbacks.map(({ runner, failed, reason, againAt }) => ({
      ...{ runner, failed, reason, againAt: iso(againAt) },
    })),
    gaveUp: reports
      .toSorted((one, other) => other.at - one.at)
      .map(({ at, machine, runner, reason, lines }) => ({ at: iso(at), machine, runner, reason, lines })),
    costs: { projects: costsBy('project', charges), runners: costsBy('runner', charges) },
    decisions: decisionsIn(state),
  };
}

/** Of machines that are there, and of the last that left. */
function firstWaitsIn(
  { machines }: State,
  settings: Settings | undefined,
  histories: readonly RunnerHistory[],
): FirstWaitStatus[] {
  const names = new Set([
    ...(settings?.runners ?? []).map(({ name }) => name),
    ...machines.map(({ runner }) => runner),
  ]);
  return [...names].flatMap((runner) => {
    const present = machines.filter((machine) => machine.runner === runner);
    const past = histories.find((history) => history.runner === runner)?.firstWaits ?? [];
    const waits = [...present.flatMap((machine) => firstWaitOf(machine) ?? []), ...past];
    const middle = middleOf(waits);
    return middle === undefined ? [] : [{ runner, jobs: waits.length, ...middle }];
  });
}

function runnersIn({ machines }: State, settings: Settings | undefined): RunnerStatus[] {
  const configured = settings?.runners ?? [];
  const names = new Set([...configured.map(({ name }) => name), ...machines.map(({ runner }) => runner)]);
  return [...names].map((name) => {
    const count = (state: MachineState) =>
      machines.filter((machine) => machine.runner === name && machine.state === state).length;
    return {
      name,
      ...{
        creating: count('Creating'),
        idle: count('Idle'),
        used: count('Used'),
        removing: count('Removing'),
      },
      limit: configured.find((runner) => runner.name === name)?.limit ?? null,
    };
  });
}

const shownDrain = ({ since, reason }: Drain) => ({ since: iso(since), reason });

const iso = (seconds: UnixSeconds): string => new Date(seconds * 1000).toISOString();
