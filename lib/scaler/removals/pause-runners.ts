import pMap from 'p-map';
import { attempt } from '../ports/attempt.ts';
import type { World } from '../ports/world.ts';
import { describeDrain } from '../state/drain.ts';
import type { IdleMachine, Machine, UsedMachine } from '../state/machine.ts';
import type { State } from '../state/state.ts';

const AT_ONCE = 5;

type Pausing = Pick<World, 'store' | 'gitlab' | 'log'>;

/**
 * Pauses the runner of each machine that EC2 will take, once: it finishes its job if it can, and takes no
 * other. While an operator drains it does the same for each machine that runs a job, and resumes those runners
 * when the drain ends. Answers with the state as it is then.
 */
export async function pauseRunners(world: Pausing, state: State): Promise<State> {
  const changed = await pMap(state.machines, (machine) => pauseOrResume(world, machine, state), {
    concurrency: AT_ONCE,
  });
  return { ...state, machines: state.machines.map((machine, index) => changed[index] ?? machine) };
}

/** Undefined if nothing has changed on record. */
async function pauseOrResume(
  world: Pausing,
  machine: Machine,
  { drain }: State,
): Promise<Machine | undefined> {
  if (machine.state !== 'Used' && machine.state !== 'Idle') return undefined;
  if (machine.isPaused) {
    return machine.fate === undefined && drain === undefined ? resume(world, machine) : undefined;
  }
  if (machine.state === 'Idle' || machine.fate?.kind === 'Gone') return undefined;
  const reason = machine.fate?.reason ?? (drain && describeDrain(drain));
  return reason === undefined ? undefined : pause(world, machine, reason);
}

async function pause(world: Pausing, machine: UsedMachine, reason: string): Promise<Machine | undefined> {
  const fields = { machine: machine.name, runner: machine.runner, reason };
  return attempt(world.log, 'pausing a machine', fields, async () => {
    await world.gitlab.pauseRunner(machine.runnerId);
    const paused = await replace(world, { ...machine, isPaused: true });
    if (paused !== undefined) world.log.info('a machine takes no other job', fields);
    return paused;
  });
}

async function resume(world: Pausing, machine: UsedMachine | IdleMachine): Promise<Machine | undefined> {
  const fields = { machine: machine.name, runner: machine.runner };
  return attempt(world.log, 'resuming a machine', fields, async () => {
    await world.gitlab.resumeRunner(machine.runnerId);
    const { isPaused: _, ...free } = machine;
    const resumed = await replace(world, free);
    if (resumed !== undefined) world.log.info('a machine takes jobs again', fields);
    return resumed;
  });
}

async function replace({ store }: Pausing, machine: Machine): Promise<Machine | undefined> {
  return (await store.machines.replace(machine)) ? { ...machine, revision: machine.revision + 1 } : undefined;
}
