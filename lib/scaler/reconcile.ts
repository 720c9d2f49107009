import type { Settings } from '../config/settings.ts';
import { settleJobs } from './jobs/apply-settlement.ts';
import { confirmJobs } from './jobs/confirm.ts';
import { finishLaunches, launchMachines } from './launches/launch-machines.ts';
import { gaugesOf } from './plan/gauges.ts';
import { type Plan, plan } from './plan/plan.ts';
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
  const decided = await decideAndAct(world, settings, state);
  const isRoomMade = decided.removals.length > 0 && decided.held.length > 0;
  return isRoomMade ? decideAndAct(world, settings, await world.store.readActive()) : decided;
}

/** Says whether there was anything to finish. */
async function finishEarlier(world: World, settings: Settings, state: State): Promise<boolean> {
  const removing = state.machines.filter((machine) => machine.state === 'Removing');
  await finishLaunches(world, state, settings);
  await finishRemovals(world, { settings, jobs: state.jobs }, removing);
  return state.launches.length + removing.length > 0;
}

async function decideAndAct(world: World, settings: Settings, read: State): Promise<Plan> {
  const confirmed = await confirmJobs(world, read);
  const state = await pauseRunners(world, await settleJobs(world, confirmed));
  const decided = plan(state, settings, world.clock.now());
  for (const { runner, count, reason } of decided.held) {
    world.log.info('machines held back', { runner, count, reason });
  }
  await launchMachines(world, state, decided.launches);
  await removeMachines(world, { settings, jobs: state.jobs }, decided.removals);
  return decided;
}
