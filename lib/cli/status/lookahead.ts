import type { Settings } from '../../config/settings.ts';
import { duration } from '../../scaler/plan/duration.ts';
import { expectedJobs } from '../../scaler/plan/foresight/expected.ts';
import { type Spending, spendingOf, type Thrift } from '../../scaler/plan/foresight/thrift.ts';
import type { State } from '../../scaler/state/state.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';

export interface LookaheadStatus {
  /** Those that are expected to wait within the next minutes, the soonest first. */
  readonly expected: readonly ExpectedStatus[];
  /** Of each runner that looks ahead; empty without a config.toml. */
  readonly budgets: readonly BudgetStatus[];
}

interface ExpectedStatus {
  readonly id: number;
  readonly name: string;
  readonly stage: string;
  /** The `[[runners]]` entry whose machine it will take; null if it takes none of ours. */
  readonly runner: string | null;
  readonly at: string;
  /** In how many of the futures that are looked at: 0 to 1. */
  readonly share: number;
}

interface BudgetStatus extends Spending {
  readonly runner: string;
  /** The part of `hours` that may be in vain. */
  readonly budget: number;
  readonly thrift: Thrift;
}

/** What comes, and what looking ahead has cost within a day. */
export function lookaheadIn(state: State, settings: Settings, now: UnixSeconds): LookaheadStatus {
  const looking = settings.runners.filter(({ lookahead }) => lookahead.isOn);
  const expected = looking.length === 0 ? [] : expectedJobs(state, settings, now);
  return {
    expected: expected.map(({ id, name, stage, runner = null, at, share }) => ({
      ...{ id, name, stage, runner, share },
      at: isoTime(at),
    })),
    budgets: looking.map((runner) => ({
      runner: runner.name,
      budget: runner.lookahead.budget,
      ...spendingOf(runner, state, now),
    })),
  };
}

const THRIFT: Readonly<Record<Thrift, string>> = {
  Free: 'what is likely',
  Careful: 'only what is certain: the budget is used up',
  Stopped: 'nothing: the budget is used up twice',
};

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

export const EXPECTED_HEADING = ['id', 'name', 'stage', 'expected in', 'likely', 'runner'];

export function expectedRows({ expected }: LookaheadStatus, now: UnixSeconds): string[][] {
  return expected.map(({ id, name, stage, runner, at, share }) => [
    ...[String(id), name, stage, duration(Date.parse(at) / 1000 - now), percent(share)],
    runner ?? 'none of ours',
  ]);
}

export const BUDGET_HEADING = ['runner', 'in vain in a day', 'budget', 'launches ahead'];

export function budgetRows({ budgets }: LookaheadStatus): string[][] {
  return budgets.map(({ runner, hours, inVain, share, budget, thrift }) => [
    runner,
    `${inVain.toFixed(1)} of ${hours.toFixed(1)} h, ${percent(share)}`,
    percent(budget),
    THRIFT[thrift],
  ]);
}

export const AHEAD_HEADING = ['runner', 'launched ahead in a day', 'in time', 'late', 'saved'];

/** Of machines that have left. */
export function aheadRows({ budgets }: LookaheadStatus): string[][] {
  return budgets.map(({ runner, ahead: { machines, inTime, late, saved } }) => [
    runner,
    ...[machines, inTime, late].map(String),
    duration(Math.round(saved)),
  ]);
}
