import type { Settings } from '../../config/settings.ts';
import { plan } from '../../scaler/plan/plan.ts';
import type { State } from '../../scaler/state/state.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { paint } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';

export interface PlanReport {
  readonly create: readonly {
    readonly runner: string;
    readonly count: number;
    readonly reasons: readonly string[];
  }[];
  readonly remove: readonly { readonly name: string; readonly reason: string }[];
  /** Machines that run jobs, and are to take no other. */
  readonly retire: readonly { readonly name: string; readonly reason: string }[];
  readonly held: readonly { readonly runner: string; readonly count: number; readonly reason: string }[];
}

/** What the reconciler would do with that state: its own function decides. */
export function planReport(state: State, settings: Settings, now: UnixSeconds): PlanReport {
  const { launches, removals, retirements, held } = plan(state, settings, now);
  return {
    create: launches.map(({ runner, count, reasons }) => ({ runner: runner.name, count, reasons })),
    remove: removals.map(({ machine, reason }) => ({ name: machine.name, reason })),
    retire: retirements.map(({ machine, reason }) => ({ name: machine.name, reason })),
    held: held.map(({ runner, count, reason }) => ({ runner, count, reason })),
  };
}

export function showPlan({ create, remove, retire, held }: PlanReport): string {
  const rows = [
    ...create.map(({ runner, count, reasons }) => [
      paint('green', 'create'),
      `${count} for ${runner}`,
      reasons.join('; '),
    ]),
    ...remove.map(({ name, reason }) => [paint('red', 'remove'), name, reason]),
    ...retire.map(({ name, reason }) => [paint('yellow', 'give no more jobs'), name, reason]),
    ...held.map(({ runner, count, reason }) => [
      paint('yellow', 'hold back'),
      `${count} for ${runner}`,
      reason,
    ]),
  ];
  return rows.length === 0 ? 'Nothing to do.' : table(['do', 'machines', 'why'], rows);
}
