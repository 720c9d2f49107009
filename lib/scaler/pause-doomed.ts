import pMap from 'p-map';
import { attempt } from './attempt.ts';
import type { Machine, UsedMachine } from './machine.ts';
import type { World } from './ports.ts';
import type { State } from './state.ts';

const AT_ONCE = 5;

type Pausing = Pick<World, 'store' | 'gitlab' | 'log'>;

/**
 * A machine that EC2 will take finishes its job if it can, and takes no other: its runner is paused, once. Answers
 * with the state as it is then.
 */
export async function pauseDoomed(world: Pausing, state: State): Promise<State> {
  const doomed = state.machines.filter(isToPause);
  const paused = await pMap(doomed, (machine) => pause(world, machine), { concurrency: AT_ONCE });
  const byId = new Map(paused.flatMap((machine) => (machine ? [[machine.instanceId, machine]] : [])));
  return { ...state, machines: state.machines.map((machine) => byId.get(machine.instanceId) ?? machine) };
}

function isToPause(machine: Machine): machine is UsedMachine {
  return machine.state === 'Used' && machine.fate?.kind === 'Doomed' && !machine.isPaused;
}

/** Undefined if that is not on record. */
async function pause({ store, gitlab, log }: Pausing, machine: UsedMachine): Promise<Machine | undefined> {
  const fields = { machine: machine.name, runner: machine.runner, reason: machine.fate?.reason };
  return attempt(log, 'pausing a machine', fields, async () => {
    await gitlab.pauseRunner(machine.runnerId);
    const paused: Machine = { ...machine, isPaused: true };
    if (!(await store.machines.replace(paused))) return undefined;
    log.info('a machine takes no other job', fields);
    return { ...paused, revision: machine.revision + 1 };
  });
}
