import { openStore } from '../../aws/dynamodb/store.ts';
import { keepScript } from '../../machine/keep.ts';
import type { Store } from '../../scaler/ports/store.ts';
import { jobsOf, type Machine } from '../../scaler/state/machines/machine.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';
import { type Deployment, deploymentOf } from '../deployment/deployment.ts';
import { withTable } from '../deployment/stack.ts';
import { Trouble } from '../explain.ts';
import type { DeploymentOptions } from '../options.ts';
import { runOn } from './run-on.ts';

export interface KeepOptions extends DeploymentOptions {
  /** Seconds. */
  readonly for: number;
  readonly undo?: true;
}

export interface KeepReport {
  readonly machine: string;
  readonly instanceId: string;
  readonly region: string | null;
  /** The job that it still runs: the last that was given to it. */
  readonly job: number | null;
  /** All of them. */
  readonly jobs: readonly number[];
  /** Null if it was let go. */
  readonly until: string | null;
  /** Dollars an hour; null if that is not known. */
  readonly hourly: number | null;
  /** What opens a shell; null where session_manager is not set. */
  readonly shell: string | null;
  /** Why the machine may end by itself before that; null if it will not. */
  readonly mayEnd: string | null;
}

/**
 * Keeps a machine for an operator, or lets it go again: one conditional write, on which the reconciler pauses its runner, and a
 * command on the machine by which it does not power itself off. Throws Trouble where there is no such machine, or it leaves.
 */
export function keep(name: string, options: KeepOptions, now: UnixSeconds): Promise<KeepReport> {
  const deployment = deploymentOf(options);
  return withTable(deployment, async (client, table) => {
    const store = openStore({ client, table, writer: 'operator' });
    const machine = await findMachine(store, name);
    const seconds = options.undo ? 0 : options.for;
    const until = now + seconds;
    if (!(await store.machines.replace({ ...machine, kept: { until } })))
      throw new Trouble(`${machine.name} has changed meanwhile.`, 'Say it again.');
    return reportOf(machine, deployment, options.undo ? null : { until, seconds });
  });
}

async function findMachine(store: Store, name: string): Promise<Machine> {
  const { machines } = await store.readActive();
  const machine = machines.find((one) => one.name === name || one.instanceId === name);
  if (machine === undefined)
    throw new Trouble(`there is no machine ${name}.`, '`bastionless status` has their names.');
  if (machine.state === 'Removing' || machine.fate?.kind === 'Gone')
    throw new Trouble(`${machine.name} leaves already: ${machine.fate?.reason ?? machine.reason}.`, '');
  return machine;
}

interface Keeping {
  readonly until: UnixSeconds;
  readonly seconds: number;
}

async function reportOf(
  machine: Machine,
  deployment: Deployment,
  keeping: Keeping | null,
): Promise<KeepReport> {
  const { instanceId, bought } = machine;
  const region = deployment.region ?? null;
  const inRegion = region === null ? '' : ` --region ${region}`;
  const isReachable = hasSessionManager(machine, deployment);
  return {
    ...{ machine: machine.name, instanceId, region },
    job: jobsOf(machine)[0] ?? null,
    jobs: jobsOf(machine),
    until: keeping === null ? null : isoTime(keeping.until),
    hourly: bought?.hourly ?? null,
    shell: isReachable ? `aws ssm start-session --target ${instanceId}${inRegion}` : null,
    mayEnd: keeping === null ? null : await whyMayEnd(machine, deployment, keeping, isReachable),
  };
}

function hasSessionManager({ runner }: Machine, { settings }: Deployment): boolean {
  return settings?.runners.some(({ name, hasSessionManager: has }) => name === runner && has) ?? false;
}

/**
 * A machine powers itself off when its runner has had no job for long: that it does not is told to itself. What EC2 takes,
 * nobody keeps.
 */
async function whyMayEnd(
  { instanceId, fate }: Machine,
  deployment: Deployment,
  { seconds }: Keeping,
  isReachable: boolean,
): Promise<string | null> {
  if (!isReachable) {
    return 'session_manager is not set in [runners.bastionless]: there is no shell, and a machine powers itself off when it has had no job for long';
  }
  const refusal = await runOn(instanceId, keepScript(seconds), deployment);
  if (fate !== undefined) return fate.reason;
  return refusal === undefined ? null : `it could not be told to stay: ${refusal}`;
}
