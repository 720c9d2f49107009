import { onceForList } from '../once-for.ts';
import {
  type CreatingMachine,
  type IdleMachine,
  isHalfUsed,
  type Machine,
  type RemovingMachine,
  type UsedMachine,
} from './machine.ts';

/** Machines by their state. All but the idle ones keep the order of the list. */
interface MachinesByState {
  readonly creating: readonly CreatingMachine[];
  /** In the order in which they leave. */
  readonly idle: readonly IdleMachine[];
  readonly used: readonly UsedMachine[];
  /** Of those that are Used, the ones that have a place without a job. */
  readonly halfUsed: readonly UsedMachine[];
  readonly removing: readonly RemovingMachine[];
  /** The few, in any state, that are about to end, that an operator keeps, or whose runner is paused. */
  readonly odd: readonly Machine[];
}

/** Sorted once for each list, so that a step that concerns few machines need not look at the many that run jobs. */
export const byState = onceForList((machines: readonly Machine[]): MachinesByState => {
  const creating: CreatingMachine[] = [];
  const idle: IdleMachine[] = [];
  const used: UsedMachine[] = [];
  const removing: RemovingMachine[] = [];
  const odd: Machine[] = [];
  for (const machine of machines) {
    switch (machine.state) {
      case 'Creating':
        creating.push(machine);
        break;
      case 'Idle':
        idle.push(machine);
        break;
      case 'Used':
        used.push(machine);
        break;
      case 'Removing':
        removing.push(machine);
        break;
    }
    if (isOdd(machine)) odd.push(machine);
  }
  return { creating, idle: idle.sort(leavingFirst), used, halfUsed: used.filter(isHalfUsed), removing, odd };
});

const isOdd = ({ fate, kept, isPaused }: Machine): boolean =>
  fate !== undefined || kept !== undefined || isPaused !== undefined;

/** The most expensive first (such as one on demand among spot ones); at the same price, the longest idle. */
const leavingFirst = (one: IdleMachine, other: IdleMachine): number =>
  hourlyOf(other) - hourlyOf(one) || one.since - other.since || (one.instanceId < other.instanceId ? -1 : 1);

/** A machine of unknown price is taken to be expensive if it is on demand, and cheap if not. */
const hourlyOf = ({ bought, spotRequestId }: Machine): number =>
  bought?.hourly ?? (spotRequestId === undefined ? Number.MAX_VALUE : 0);
