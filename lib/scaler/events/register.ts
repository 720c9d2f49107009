import type { RunnerSettings, Settings } from '../../config/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { CreatedRunner, GitLab } from '../ports/gitlab.ts';
import type { Log } from '../ports/log.ts';
import type { MachineRecords } from '../ports/store.ts';
import type { IdleMachine } from '../state/machines/machine.ts';
import { runnerDescription } from '../state/machines/runner-description.ts';
import { registered } from '../state/machines/transitions.ts';

export type Registration =
  | {
      readonly kind: 'Registered';
      readonly machine: IdleMachine;
      readonly settings: RunnerSettings;
      readonly runner: CreatedRunner;
    }
  /** No machine of ours, or not yet on record, or its record has changed meanwhile: it may ask again. */
  | { readonly kind: 'Unknown' }
  /** Only a machine that is Creating may register, and once. */
  | { readonly kind: 'NotCreating' };

export interface Registering {
  /** What this deployment is called. */
  readonly scaler: string;
  readonly machines: MachineRecords;
  readonly gitlab: GitLab;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A machine that has booted asks for its runner, which also shows that it is ready. Of two calls at once one
 * wins the record, and the other's runner is deleted again. Throws if GitLab or the store fail: the machine
 * asks again.
 *
 * @param uptime seconds for which its kernel has run, if it said so
 */
export async function registerMachine(
  { scaler, machines, gitlab, clock, log }: Registering,
  settings: Settings,
  instanceId: string,
  uptime?: number,
): Promise<Registration> {
  const askedAt = clock.now();
  const machine = await machines.find(instanceId);
  const runnerSettings = settings.runners.find(({ name }) => name === machine?.runner);
  if (machine === undefined || runnerSettings === undefined) return { kind: 'Unknown' };
  if (machine.state !== 'Creating') return { kind: 'NotCreating' };

  const runner = await gitlab.createRunner(runnerSettings, runnerDescription(machine.name, scaler));
  const ready = registered(machine, runner.id, clock.now(), { askedAt, uptime });
  const found = (await machines.replace(ready)) ? ready : await machines.find(instanceId);
  // A write whose answer was lost, and that the SDK repeated, finds the record changed: by itself.
  if (found?.runnerId !== runner.id) {
    await gitlab.deleteRunner(runner.id);
    return { kind: found?.state === 'Creating' ? 'Unknown' : 'NotCreating' };
  }
  log.info('machine registered', { machine: ready.name, runner: ready.runner, runnerId: runner.id });
  return { kind: 'Registered', machine: ready, settings: runnerSettings, runner };
}
