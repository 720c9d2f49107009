import type { LogFields } from '../../scaler/ports/log.ts';
import type { Instance } from '../../scaler/state/machines/instance.ts';
import type { Machine } from '../../scaler/state/machines/machine.ts';
import type { Fault } from '../faults/faults.ts';
import type { SimulatedGitLab } from '../gitlab/gitlab.ts';
import type { SimulatedJob } from '../gitlab/model.ts';
import type { MemoryTable } from '../memory/table.ts';
import type { PortCall } from './calls.ts';
import type { FunctionName } from './lambda.ts';

/** Told of what happens, when it does: the world's clock says when that is. */
export interface Observer {
  /** The job has another status, or is new. */
  onJob?(job: SimulatedJob): void;
  /** The machine's record was written. */
  onMachine?(machine: Machine): void;
  /** The machine's record, as it was, was removed. */
  onMachineRemoved?(machine: Machine): void;
  /** EC2's instance has another state, or is new. */
  onInstance?(instance: Instance): void;
  /** A user, and not we, cancels the job if it has not ended. */
  onUserCancel?(jobId: number): void;
  /** We ask EC2 for the instance's end: told before it is. */
  onTerminate?(instanceId: string): void;
  /** A wake-up comes that was asked for so many seconds ago. */
  onWakeUp?(waited: number): void;
  /** A function is invoked. */
  onInvocation?(name: FunctionName): void;
  /** A function calls a port. */
  onCall?(call: PortCall): void;
  /** Something goes wrong. */
  onFault?(fault: Fault): void;
  /** A function has logged something. */
  onLog?(level: 'info' | 'warn' | 'error', message: string, fields?: LogFields): void;
}

const TOLD = [
  ...(['onJob', 'onMachine', 'onMachineRemoved', 'onInstance', 'onUserCancel', 'onTerminate'] as const),
  ...(['onWakeUp', 'onInvocation', 'onCall', 'onFault', 'onLog'] as const),
] satisfies readonly (keyof Observer)[];

/** One who tells all of them, and is told only of what any of them wants to hear. */
export function everyone(observers: readonly Observer[]): Observer {
  const telling = TOLD.flatMap((name) => {
    const listening = observers.filter((observer) => observer[name] !== undefined);
    if (listening.length === 0) return [];
    const tell = (...told: readonly never[]): void => {
      for (const observer of listening) (observer[name] as (...all: typeof told) => void)(...told);
    };
    return [[name, tell] as const];
  });
  return Object.fromEntries(telling);
}

export function observe(observer: Observer, gitlab: SimulatedGitLab, table: MemoryTable): void {
  gitlab.onStatus((job) => observer.onJob?.(job));
  table.onWrite(({ record }) => record.kind === 'Machine' && observer.onMachine?.(record.machine));
  table.onRemove((record) => record.kind === 'Machine' && observer.onMachineRemoved?.(record.machine));
}
