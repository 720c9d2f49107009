import type { Settings } from '../config/settings.ts';
import { settleJobs } from './jobs/apply-settlement.ts';
import { confirmJobs } from './jobs/confirm.ts';
import { finishLaunches, launchMachines } from './launches/launch-machines.ts';
import { gaugesOf } from './plan/gauges.ts';
import { type Plan, plan } from './plan/plan.ts';
import { wakeAt } from './plan/wake-at.ts';
import { attempt } from './ports/attempt.ts';
import type { World } from './ports/world.ts';
import { pauseRunners } from './removals/pause-runners.ts';
import { finishRemovals, removeMachines } from './removals/remove-machines.ts';
import type { State } from './state/state.ts';

/**
 * Makes the machines what they should be: reads all that is active, finishes what an earlier run began, decides
 * with a pure function, and acts. It depends on nothing but the records, so it may run at any time, and again
 * after any failure. Answers with its decision; throws only if the records cannot be read.
 */
export async function reconcile(world: World, settings: Settings): Promise<Plan> {
  const found = await world.store.readActive();
  const isUnfinished = await finishEarlier(world, settings, found);
  const state = isUnfinished ? await world.store.readActive() : found;
  world.metrics.gauge(gaugesOf(state, settings));
  const first = await decideAndAct(world, settings, state);
  const isRoomMade = first.decided.removals.length > 0 && first.decided.held.length > 0;
  const last = isRoomMade ? await decideAndAct(world, settings, await world.store.readActive()) : first;
  await askToBeWoken(world, settings, last);
  return last.decided;
}

/** Says whether there was anything to finish. */
async function finishEarlier(world: World, settings: Settings, state: State): Promise<boolean> {
  const removing = state.machines.filter((machine) => machine.state === 'Removing');
  await finishLaunches(world, state, settings);
  await finishRemovals(world, { settings, jobs: state.jobs }, removing);
  return state.launches.length + removing.length > 0;
}

interface Acted {
  /** What was decided from. */
  readonly state: State;
  readonly decided: Plan;
}

async function decideAndAct(world: World, settings: Settings, read: State): Promise<Acted> {
  const confirmed = await confirmJobs(world, read);
  const state = await pauseRunners(world, await settleJobs(world, confirmed));
  const decided = plan(state, settings, world.clock.now());
  for (const { runner, count, reason } of decided.held) {
    world.log.info('machines held back', { runner, count, reason });
  }
  await launchMachines(world, state, decided.launches);
  await removeMachines(world, { settings, jobs: state.jobs }, decided.removals);
  return { state, decided };
}

/** So that what time alone brings about is done when it is due, and not up to a minute later. */
async function askToBeWoken(world: World, settings: Settings, { state, decided }: Acted): Promise<void> {
  await attempt(world.log, 'asking to be woken', {}, async () => {
    const hasActed = decided.launches.length + decided.removals.length > 0;
    const left = hasActed ? await world.store.readActive() : state;
    const at = wakeAt(left, settings, world.clock.now());
    if (at !== undefined) await world.wakeUps.wakeAt(at);
  });
}
