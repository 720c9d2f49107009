import { onceForList } from '../once-for.ts';
import {
  type CreatingMachine,
  type IdleMachine,
  isHalfUsed,
  type Machine,
  type RemovingMachine,
  type UsedMachine,
} from './machine.ts';

/** Machines by their state, in the order of all of them. */
interface MachinesByState {
  readonly creating: readonly CreatingMachine[];
  readonly idle: readonly IdleMachine[];
  readonly used: readonly UsedMachine[];
  /** Of those that are Used, the ones that have a place without a job. */
  readonly halfUsed: readonly UsedMachine[];
  readonly removing: readonly RemovingMachine[];
}

/** Sorted once for each list: a step that concerns few machines need not look at the many that run jobs. */
export const byState = onceForList((machines: readonly Machine[]): MachinesByState => {
  const creating: CreatingMachine[] = [];
  const idle: IdleMachine[] = [];
  const used: UsedMachine[] = [];
  const removing: RemovingMachine[] = [];
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
  }
  return { creating, idle, used, halfUsed: used.filter(isHalfUsed), removing };
});
