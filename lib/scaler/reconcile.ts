import type { Settings } from '../config/settings.ts';
import { attempt } from './calls/attempt.ts';
import { Budget } from './calls/budget.ts';
import { noteDepartures } from './experience/note-departures.ts';
import { noteHabits } from './experience/note-habits.ts';
import { recall } from './experience/recall.ts';
import { settleJobs } from './jobs/apply-settlement.ts';
import { askAfterIgnored } from './jobs/ask-after-ignored.ts';
import { confirmJobs } from './jobs/confirm.ts';
import { endSetbacks } from './launches/end-setbacks.ts';
import { finishLaunches } from './launches/finish-launches.ts';
import { launchMachines } from './launches/launch-machines.ts';
import { isAllTaken } from './plan/all-taken.ts';
import { gaugesOf } from './plan/gauges.ts';
import { type Plan, plan } from './plan/plan.ts';
import { wakeAt } from './plan/wake-at.ts';
import type { World } from './ports/world.ts';
import { forgetDeparted } from './removals/forget-departed.ts';
import { pauseRunners } from './removals/pause-runners.ts';
import { recordSurpluses } from './removals/record-surpluses.ts';
import { removeMachines } from './removals/remove-machines.ts';
import { retireMachines } from './removals/retire-machines.ts';
import { byStatus } from './state/jobs/by-status.ts';
import { byState } from './state/machines/by-state.ts';
import type { Machine } from './state/machines/machine.ts';
import type { State } from './state/state.ts';

/** Seconds after which a reconcile begins no other round: half of what its function has. */
const SECONDS = 60;
/** GitLab allows 600 lists of a project's jobs in a minute: https://docs.gitlab.com/administration/settings/rate_limit_on_projects_api/ */
const GITLAB_CALLS = 500;
/** Seconds of one round for what may be much: a round that ends soon heeds what has come meanwhile. */
const LOOK_UP_SECONDS = 20;
const ASK_SECONDS = 10;
const PAUSE_SECONDS = 20;
const REMOVE_SECONDS = 5;

/**
 * Makes the machines what they should be, round by round, as long as a round leaves something to do that needs no
 * waiting. It depends on nothing but the records, so it may run at any time, and again after any failure. Answers with
 * its last decision; throws only if the records cannot be read.
 */
export async function reconcile(world: World, settings: Settings): Promise<Plan> {
  const budget = new Budget(world.clock, SECONDS, GITLAB_CALLS);
  const first = await readFinished(world, settings);
  tellUnreadable(world, first);
  world.metrics.gauge(gaugesOf(first, settings));
  let round = await decideAndAct(world, settings, first, budget);
  while (round.isMoreToDo && !budget.isUsedUp()) {
    round = await decideAndAct(world, settings, await readFinished(world, settings), budget);
  }
  await forgetDeparted(world, first);
  await askToBeWoken(world, settings, round);
  return round.decided;
}

/** All that is active, once what came of earlier launches is on record. */
async function readFinished(world: World, settings: Settings): Promise<State> {
  const found = await world.store.readActive();
  return (await finishLaunches(world, found, settings)) ? world.store.readActive() : found;
}

/** Somebody must look into it: it counts as a failure of the reconcile that goes on without it. */
function tellUnreadable({ log, metrics }: World, { unreadable = [] }: State): void {
  for (const { key, reason } of unreadable) log.error('a record cannot be read', { record: key, reason });
  if (unreadable.length > 0) metrics.count('ReconcilesFailed', { reason: 'a record cannot be read' });
}

interface Round {
  /** What was decided from. */
  readonly state: State;
  readonly decided: Plan;
  readonly isMoreToDo: boolean;
  /** Another reconcile launched first, and may not have known of all that this one did. */
  readonly isOvertaken: boolean;
}

/** What jobs wait for comes first: machines are launched before others are removed, which may take long. */
async function decideAndAct(world: World, settings: Settings, read: State, budget: Budget): Promise<Round> {
  const confirmed = await confirmJobs(world, settings, read, budget.part(LOOK_UP_SECONDS));
  const { state: noted, unsettled } = await settleJobs(world, confirmed.state);
  await noteHabits(world, settings, confirmed.state, noted);
  const settled = await endSetbacks(world, settings, noted);
  const asked = await askAfterIgnored(world, settings, settled, budget.part(ASK_SECONDS));
  const paused = await pauseRunners(world, asked, budget.part(PAUSE_SECONDS));
  const isToForesee =
    byStatus(paused.jobs).created.length > 0 && !isAllTaken(paused, settings, world.clock.now());
  const state = isToForesee ? await recall(world, settings, paused) : paused;
  const decided = plan(state, settings, world.clock.now());
  for (const { runner, count, reason } of decided.held) {
    world.log.info('machines held back', { runner, count, reason });
  }
  const launched = await launchMachines(world, state, decided.launches);
  const { removals, retirements } = await recordSurpluses(world, state, decided);
  await retireMachines(world, retirements, budget.part(PAUSE_SECONDS));
  const known = { ...state, settings };
  const mayLeave = ({ name }: Machine): boolean => !unsettled.has(name);
  const removed = await removeMachines(
    world,
    known,
    byState(state.machines).removing.filter(mayLeave),
    removals.filter(({ machine }) => mayLeave(machine)),
    budget.part(REMOVE_SECONDS),
  );
  await noteDepartures(world, settings, removed.left);
  const isRoomMade = removed.left.length > 0 && decided.held.length > 0;
  const isMoreToDo = confirmed.isMoreToAsk || removed.isMoreToRemove || isRoomMade;
  return { state, decided, isMoreToDo, isOvertaken: launched === 'Overtaken' };
}

/** So that what time alone brings about is done when it is due, and what there was no time for soon. */
async function askToBeWoken(
  world: World,
  settings: Settings,
  { state, decided, isMoreToDo, isOvertaken }: Round,
): Promise<void> {
  await attempt(world.log, 'asking to be woken', {}, async () => {
    const hasActed = decided.launches.length + decided.removals.length + decided.retirements.length > 0;
    const left = hasActed ? await world.store.readActive() : state;
    const now = world.clock.now();
    const outlook = hasActed ? undefined : decided.outlook;
    const at = isMoreToDo || isOvertaken ? now : wakeAt(left, settings, now, decided.foreseen, outlook);
    if (at !== undefined) await world.wakeUps.wakeAt(at);
  });
}
