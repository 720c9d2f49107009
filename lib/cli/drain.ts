import { openStore } from '../aws/dynamodb/store.ts';
import { some } from '../scaler/plan/some.ts';
import { describeDrain } from '../scaler/state/drain.ts';
import type { MachineState } from '../scaler/state/machines/machine.ts';
import type { State } from '../scaler/state/state.ts';
import { isoTime, type UnixSeconds } from '../scaler/state/time.ts';
import { deploymentOf } from './deployment/deployment.ts';
import { withTable } from './deployment/stack.ts';
import type { DeploymentOptions } from './options.ts';
import { paint } from './terminal/output.ts';
import { withProgress } from './terminal/progress.ts';

export interface DrainReport {
  readonly draining: boolean;
  /** False if it was so already. */
  readonly changed: boolean;
  /** Since when and why; null if it is not drained. */
  readonly drain: { readonly since: string; readonly reason: string } | null;
  /** Machines by state, as they were then. */
  readonly machines: Readonly<Partial<Record<MachineState, number>>>;
  readonly waitingJobs: number;
}

export interface DrainRequest {
  readonly undo: boolean;
  readonly reason: string;
  readonly now: UnixSeconds;
}

/** Begins or ends a drain: one conditional write, which wakes the reconciler. */
export function drain(options: DeploymentOptions, { undo, reason, now }: DrainRequest): Promise<DrainReport> {
  const work = withTable(deploymentOf(options), async (client, table) => {
    const store = openStore({ client, table, writer: 'operator' });
    const changed = undo ? await store.endDrain(now) : await store.startDrain({ since: now, reason });
    return reportOf(await store.readActive(), changed);
  });
  return withProgress('writing to the table', work);
}

function reportOf({ machines, jobs, drain: begun }: State, changed: boolean): DrainReport {
  const counts: Partial<Record<MachineState, number>> = {};
  for (const { state } of machines) counts[state] = (counts[state] ?? 0) + 1;
  return {
    draining: begun !== undefined,
    changed,
    drain: begun === undefined ? null : { ...begun, since: isoTime(begun.since) },
    machines: counts,
    waitingJobs: [...jobs].filter(({ status }) => status === 'pending').length,
  };
}

export function showDrain(done: DrainReport, now: UnixSeconds): string {
  const { draining, changed, drain: begun, machines, waitingJobs } = done;
  if (!draining) {
    if (!changed) return 'There was no drain.';
    return `The drain is over: machines are launched again. ${some(waitingJobs, 'job')} waited.`;
  }
  const leaving = (machines.Idle ?? 0) + (machines.Creating ?? 0) + (machines.Removing ?? 0);
  const since = begun === null ? now : Date.parse(begun.since) / 1000;
  return [
    changed
      ? paint('yellow', 'Draining.')
      : paint('yellow', `Nothing has changed: ${describeDrain({ since, reason: begun?.reason ?? '' })}.`),
    `${some(leaving, 'machine')} without a job will leave; ${machines.Used ?? 0} will finish theirs first.`,
    `${some(waitingJobs, 'job')} will wait until \`bastionless drain --undo\`.`,
  ].join('\n');
}
