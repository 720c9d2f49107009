import type { RunnerSettings } from '../../../config/settings.ts';
import { type Drain, describeDrain } from '../../state/drain.ts';
import {
  type CreatingMachine,
  type IdleMachine,
  isKept,
  type Machine,
  type UsedMachine,
} from '../../state/machines/machine.ts';
import { placesOf } from '../../state/places.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { duration } from '../duration.ts';
import type { IdleTarget } from '../idle/idle-target.ts';

/**
 * Why a machine must leave whatever else is wanted: each rule says its reason, or nothing. Those for Idle
 * machines are GitLab Runner's (`executors/docker/machine` in its source).
 */
type Rule<M extends Machine> = (machine: M, around: Surroundings) => string | undefined;

export interface Surroundings {
  readonly runner: RunnerSettings;
  readonly now: UnixSeconds;
  /** The runner's other machines, without those that leave already. */
  readonly others: number;
  /** The same of all runners of its entry. */
  readonly otherSharers: number;
  readonly drain: Drain | undefined;
}

const isTakenByEc2: Rule<Machine> = (machine) => machine.fate?.reason;

/** A machine that EC2 has ended leaves in any state: it runs no job any more. */
const isGone: Rule<Machine> = (machine) => (machine.fate?.kind === 'Gone' ? machine.fate.reason : undefined);

const hasRunMaxBuilds: Rule<Machine> = (machine, { runner }) => {
  const { maxBuilds } = runner.machine;
  return maxBuilds > 0 && machine.builds >= maxBuilds ? `it has run its MaxBuilds, ${maxBuilds}` : undefined;
};

const isBeyondLimit: Rule<Machine> = (_, { runner, others }) =>
  runner.limit > 0 && others >= runner.limit ? `limit ${runner.limit} is reached without it` : undefined;

const isBeyondSharedLimit: Rule<Machine> = (_, { runner: { entry }, otherSharers }) =>
  entry.limit > 0 && otherSharers >= entry.limit
    ? `limit ${entry.limit} of ${entry.name} and its sizes is reached without it`
    : undefined;

/** What was kept has its runner paused, or is about to have. */
const isPaused: Rule<Machine> = ({ isPaused: paused, kept }) => {
  if (kept !== undefined) return 'an operator kept it, and the time is over';
  return paused && 'its runner is paused, so that it takes no other job';
};

/** A Creating machine leaves too: it could only become Idle. */
const isDrained: Rule<Machine> = (_, { drain }) => drain && describeDrain(drain);

const isLateToRegister: Rule<CreatingMachine> = (machine, { runner, now }) =>
  isStuck(machine, runner, now) ? notRegistered(runner) : undefined;

export const notRegistered = ({ machine: { bootTimeout } }: RunnerSettings): string =>
  `it did not register within boot_timeout, ${bootTimeout} s`;

/** It should have registered long ago. */
export function isStuck({ state, since, fate }: Machine, runner: RunnerSettings, now: UnixSeconds): boolean {
  return state === 'Creating' && fate === undefined && now - since > runner.machine.bootTimeout;
}

export function mustLeave(machine: Machine, around: Surroundings): string | undefined {
  if (machine.state !== 'Removing' && isKept(machine, around.now)) return isGone(machine, around);
  switch (machine.state) {
    case 'Idle':
      return firstReason(
        [isTakenByEc2, hasRunMaxBuilds, isBeyondLimit, isBeyondSharedLimit, isDrained, isPaused],
        machine,
        around,
      );
    case 'Creating':
      return firstReason([isTakenByEc2, isLateToRegister, isDrained], machine, around);
    case 'Used':
      return isGone(machine, around);
    case 'Removing':
      return undefined;
  }
}

interface IdleSurroundings {
  readonly idleTime: number;
  readonly target: IdleTarget;
  /** How many places of others stay available beyond what waiting jobs will take. */
  readonly spare: number;
  readonly now: UnixSeconds;
}

/** Why an idle machine, or the free places of one that runs jobs, need not be kept; undefined if they are. */
export function isIdleTooLong(
  machine: IdleMachine | UsedMachine,
  { idleTime, target, spare, now }: IdleSurroundings,
): string | undefined {
  const idleFor = now - machine.since;
  if (idleFor <= idleTime || spare < target.count) return undefined;
  const enough = `${target.rule} is kept without it`;
  const what = machine.state === 'Idle' ? 'it was' : 'its free places were';
  return `${what} idle for ${duration(Math.floor(idleFor))}, more than IdleTime ${idleTime}, and ${enough}`;
}

/**
 * So many places were not needed for IdleTime, whichever machines had the jobs. One that runs jobs has them until they end:
 * all its places count.
 *
 * @param surplus places of the runner that were not needed for longer than that
 */
export function isOneTooMany(
  machine: IdleMachine | UsedMachine,
  surplus: number,
  { idleTime, target }: Pick<IdleSurroundings, 'idleTime' | 'target'>,
): string | undefined {
  if (placesOf(machine) > surplus) return undefined;
  return `for more than IdleTime ${idleTime} one machine fewer would have been enough, and ${target.rule} is kept without it`;
}

/** Jobs that it was launched for do not come, as when a stage fails: to keep it for IdleTime saves no boot. */
export function isInVain(
  { isAhead, firstJobAt }: Pick<IdleMachine, 'isAhead' | 'firstJobAt'>,
  { target, spare }: Pick<IdleSurroundings, 'target' | 'spare'>,
): string | undefined {
  if (!isAhead || firstJobAt !== undefined || spare < target.count) return undefined;
  return `it was launched ahead for jobs that do not come, and ${target.rule} is kept without it`;
}

function firstReason<M extends Machine>(
  rules: readonly Rule<M>[],
  machine: M,
  around: Surroundings,
): string | undefined {
  for (const rule of rules) {
    const reason = rule(machine, around);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
