import type { Machine } from '../../scaler/state/machines/machine.ts';
import type { State } from '../../scaler/state/state.ts';
import { isoTime } from '../../scaler/state/time.ts';

/** What became of machines together, and why. */
export interface Decision {
  readonly at: string;
  readonly state: Machine['state'];
  readonly runner: string;
  readonly machines: number;
  readonly reason: string;
}

const MOST = 8;
/** Machines that enter a state within so many seconds for the same reason do so by one decision. */
const TOGETHER = 5;

/** From the machines that are there, the last first: each says why it is in its state. */
export function decisionsIn({ machines }: State): Decision[] {
  const groups: Machine[][] = [];
  for (const machine of machines.toSorted((one, other) => other.since - one.since)) {
    const group = groups.find(([first]) => first !== undefined && isTogether(first, machine));
    if (group === undefined) groups.push([machine]);
    else group.push(machine);
  }
  return groups.slice(0, MOST).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { since, state, runner, reason } = first;
    return [{ at: isoTime(since), state, runner, machines: group.length, reason }];
  });
}

function isTogether(one: Machine, other: Machine): boolean {
  return (
    one.runner === other.runner &&
    one.state === other.state &&
    one.reason === other.reason &&
    Math.abs(one.since - other.since) <= TOGETHER
  );
}
