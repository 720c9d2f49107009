import { attempt } from '../calls/attempt.ts';
import type { Budget } from '../calls/budget.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { World } from '../ports/world.ts';
import { describeDrain } from '../state/drain.ts';
import type { IdleMachine, Machine, UsedMachine } from '../state/machines/machine.ts';
import type { State } from '../state/state.ts';

const AT_ONCE = 5;

type Pausing = Pick<World, 'store' | 'gitlab' | 'log'>;

/**
 * Pauses the runner of each machine that EC2 will take, once: it finishes its job if it can, and takes no other. While
 * an operator drains it does the same for each machine that runs a job, and for one that an operator keeps. Nothing here
 * resumes a runner: a call that does could come late, and a machine that is thought to be free would be given a job.
 * Answers with the state as it is then.
 */
export async function pauseRunners(world: Pausing, state: State, budget: Budget): Promise<State> {
  if (!state.machines.some((machine) => whyPaused(machine, state) !== undefined)) return state;
  const pauseOne = async (machine: Machine): Promise<Machine> => {
    const reason = whyPaused(machine, state);
    if (!isListening(machine) || reason === undefined || budget.isUsedUp()) return machine;
    return (await pause(world, machine, reason)) ?? machine;
  };
  return { ...state, machines: await mapConcurrently(state.machines, pauseOne, AT_ONCE) };
}

/** Its runner may be given jobs. */
type ListeningMachine = IdleMachine | UsedMachine;
const isListening = (machine: Machine): machine is ListeningMachine =>
  machine.state === 'Idle' || machine.state === 'Used';

function whyPaused({ fate, isPaused, kept, state }: Machine, { drain }: State): string | undefined {
  if (isPaused || fate?.kind === 'Gone') return undefined;
  if (kept !== undefined && (state === 'Used' || state === 'Idle')) return 'an operator keeps it';
  if (state !== 'Used') return undefined;
  return fate?.reason ?? (drain && describeDrain(drain));
}

/** Undefined if the record has changed meanwhile, or GitLab did not answer. */
async function pause(
  { store, gitlab, log }: Pausing,
  machine: ListeningMachine,
  reason: string,
): Promise<Machine | undefined> {
  const fields = { machine: machine.name, runner: machine.runner, reason };
  return attempt(log, 'pausing a machine', fields, async () => {
    await gitlab.pauseRunner(machine.runnerId);
    if (!(await store.machines.replace({ ...machine, isPaused: true }))) return undefined;
    log.info('a machine takes no other job', fields);
    return { ...machine, isPaused: true, revision: machine.revision + 1 };
  });
}
