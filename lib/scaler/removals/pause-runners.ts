import { attempt } from '../calls/attempt.ts';
import type { Budget } from '../calls/budget.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { World } from '../ports/world.ts';
import { describeDrain } from '../state/drain.ts';
import { byState } from '../state/machines/by-state.ts';
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
  const pausings = pausingsIn(state);
  if (pausings.length === 0) return state;
  const paused = new Map<Machine, Machine>();
  const pauseOne = async ({ machine, reason }: Pausable): Promise<void> => {
    const written = budget.isUsedUp() ? undefined : await pause(world, machine, reason);
    if (written !== undefined) paused.set(machine, written);
  };
  await mapConcurrently(pausings, pauseOne, AT_ONCE);
  return { ...state, machines: state.machines.map((machine) => paused.get(machine) ?? machine) };
}

/** A runner that may be given jobs, and is to be given none. */
interface Pausable {
  readonly machine: IdleMachine | UsedMachine;
  readonly reason: string;
}

function pausingsIn({ machines, drain }: State): readonly Pausable[] {
  const { odd, used } = byState(machines);
  const concerned = drain === undefined ? odd : new Set([...odd, ...used]);
  return [...concerned].flatMap((machine): Pausable[] => {
    const { state, fate, kept, isPaused } = machine;
    if ((state !== 'Idle' && state !== 'Used') || isPaused || fate?.kind === 'Gone') return [];
    if (kept !== undefined) return [{ machine, reason: 'an operator keeps it' }];
    const reason = state === 'Used' ? (fate?.reason ?? (drain && describeDrain(drain))) : undefined;
    return reason === undefined ? [] : [{ machine, reason }];
  });
}

/** Undefined if the record has changed meanwhile, or GitLab did not answer. */
async function pause(
  { store, gitlab, log }: Pausing,
  machine: IdleMachine | UsedMachine,
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
