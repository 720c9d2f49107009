import type { Settings } from '../../config/settings.ts';
import { costsBy } from '../../scaler/charges/costs.ts';
import { plan } from '../../scaler/plan/plan.ts';
import type { Drain } from '../../scaler/state/drain.ts';
import { describeOutcome } from '../../scaler/state/launches/launch.ts';
import type { Charge } from '../../scaler/state/machines/charge.ts';
import { firstWaitOf, middleOf } from '../../scaler/state/machines/first-wait.ts';
import {
  jobsOf,
  type Machine,
  type MachineReport,
  type MachineState,
} from '../../scaler/state/machines/machine.ts';
import type { RunnerHistory } from '../../scaler/state/machines/runner-history.ts';
import { placesOf } from '../../scaler/state/places.ts';
import type { State } from '../../scaler/state/state.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';
import { decisionsIn } from './decisions.ts';
import { jobsIn } from './jobs.ts';
import { lookaheadIn } from './lookahead.ts';
import type { FirstWaitStatus, MachineStatus, RunnerStatus, StatusReport } from './report.ts';

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
    at: isoTime(now),
    drain: drain === undefined ? null : shownDrain(drain),
    runners: runnersIn(state, settings),
    machines: machines
      .toSorted((one, other) => one.runner.localeCompare(other.runner) || one.since - other.since)
      .map(shownMachine),
    firstWaits: firstWaitsIn(state, settings, histories),
    jobs: jobsIn(state, settings, now),
    held: held.map(({ runner, count, reason, barrier }) => ({ runner, count, reason, barrier })),
    lookahead: settings === undefined ? { expected: [], budgets: [] } : lookaheadIn(state, settings, now),
    unreadable,
    launches: launches.map(({ runner, count, market, at, outcome }) => ({
      ...{ runner, count, market, at: isoTime(at) },
      outcome: describeOutcome(outcome),
    })),
    setbacks: setbacks.map(({ runner, failed, reason, againAt }) => ({
      ...{ runner, failed, reason, againAt: isoTime(againAt) },
    })),
    gaveUp: reports
      .toSorted((one, other) => other.at - one.at)
      .map(({ at, machine, runner, reason, lines }) => ({ at: isoTime(at), machine, runner, reason, lines })),
    costs: { projects: costsBy('project', charges), runners: costsBy('runner', charges) },
    decisions: decisionsIn(state),
  };
}

const shownMachine = (machine: Machine): MachineStatus => ({
  name: machine.name,
  runner: machine.runner,
  state: machine.state,
  since: isoTime(machine.since),
  builds: machine.builds,
  job: jobsOf(machine)[0] ?? null,
  jobs: jobsOf(machine),
  places: placesOf(machine),
  instanceId: machine.instanceId,
  keptUntil: machine.kept === undefined ? null : isoTime(machine.kept.until),
  reason: machine.fate?.reason ?? machine.reason,
});

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

const shownDrain = ({ since, reason }: Drain) => ({ since: isoTime(since), reason });
