import type { InterruptionSettings, MachineSettings, Settings } from '../../../lib/config/settings.ts';
import type { Ec2 } from '../../../lib/scaler/ports/ec2.ts';
import type { GitLab } from '../../../lib/scaler/ports/gitlab.ts';
import type { MachineRecords, Store } from '../../../lib/scaler/ports/store.ts';
import type { WakeUps } from '../../../lib/scaler/ports/wake-ups.ts';
import type { Tamper } from '../../../lib/simulation/world/lambda.ts';
import type { Sabotage } from '../../../lib/simulation/world/world.ts';

/** A deliberate break of bastionless, that the simulation must find. Made anew for each world. */
export interface Mutant {
  readonly name: string;
  readonly sabotage: () => Sabotage;
}

interface Ports {
  readonly store: Store;
  readonly ec2: Ec2;
  readonly gitlab: GitLab;
  readonly wakeUps: WakeUps;
}

/** What the methods of a port are replaced with, given the real ones. */
type Break<P extends keyof Ports> = (port: Ports[P]) => Partial<Ports[P]>;

/** One that is broken in a way of its own. */
export function mutant(name: string, sabotage: () => Sabotage): Mutant {
  return { name, sabotage };
}

/** One that has a port which does not do what it should. */
export function broken<P extends keyof Ports>(name: string, port: P, replace: Break<P>): Mutant {
  return mutant(name, () => tampering(port, replace));
}

/** One that takes config.toml to say something else. */
export function misled(name: string, settings: (settings: Settings) => Settings): Mutant {
  return mutant(name, () => ({ settings }));
}

/** Replaces methods of a port for all functions. */
export function tampering<P extends keyof Ports>(port: P, replace: Break<P>): Sabotage {
  const tamper: Tamper = (of, target) =>
    of === port ? ({ ...bound(target), ...replace(target as unknown as Ports[P]) } as typeof target) : target;
  return { tamper };
}

/** A port is an object of methods, or of a class that has them. */
export function bound<T extends object>(port: T): T {
  const names = new Set([
    ...Object.keys(port),
    ...Object.getOwnPropertyNames(Object.getPrototypeOf(port) as object),
  ]);
  names.delete('constructor');
  return Object.fromEntries(
    [...names].map((name) => {
      const part: unknown = Reflect.get(port, name);
      return [name, typeof part === 'function' ? part.bind(port) : part];
    }),
  ) as T;
}

type Written = Parameters<MachineRecords['replace']>[0];

/** Changes what is written over a machine's record. */
export function withReplaced(
  machines: MachineRecords,
  change: (machine: Written) => Written,
): MachineRecords {
  return { ...bound(machines), replace: (machine) => machines.replace(change(machine)) };
}

/** Takes all runners' machines to be others than config.toml says. */
export function withMachine(changes: Partial<MachineSettings>) {
  return ({ runners, ...rest }: Settings): Settings => ({
    ...rest,
    runners: runners.map((runner) => ({ ...runner, machine: { ...runner.machine, ...changes } })),
  });
}

/** And of machines that EC2 takes. */
export function withInterruption(interruption: Partial<InterruptionSettings>) {
  return ({ runners, ...rest }: Settings): Settings => ({
    ...rest,
    runners: runners.map((runner) => ({
      ...runner,
      interruption: { ...runner.interruption, ...interruption },
    })),
  });
}
