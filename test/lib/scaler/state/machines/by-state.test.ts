import fc from 'fast-check';
import { byState } from '../../../../../lib/scaler/state/machines/by-state.ts';
import type { MachineState } from '../../../../../lib/scaler/state/machines/machine.ts';
import { aMachine } from '../../../../builders/state.ts';

const STATES: readonly MachineState[] = ['Creating', 'Idle', 'Used', 'Removing'];
const places = fc.integer({ min: 1, max: 2 });
const aState = fc.record({ state: fc.constantFrom(...STATES), places });

test('each machine is in the list of its state, in the order of all', () => {
  fc.assert(
    fc.property(fc.array(aState), (all) => {
      const machines = all.map(({ state, places }, index) => aMachine(state, index + 1, { places }));
      const { creating, idle, used, halfUsed, removing } = byState(machines);
      const inState = (state: MachineState) => machines.filter((machine) => machine.state === state);
      expect([creating, idle, used, removing]).toEqual(STATES.map(inState));
      expect(halfUsed).toEqual(inState('Used').filter((machine) => machine.places === 2));
    }),
  );
});
