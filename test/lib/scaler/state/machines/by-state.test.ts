import fc from 'fast-check';
import { byState } from '../../../../../lib/scaler/state/machines/by-state.ts';
import type { Machine, MachineState } from '../../../../../lib/scaler/state/machines/machine.ts';
import { aMachine, NOW } from '../../../../builders/state.ts';

const STATES: readonly MachineState[] = ['Creating', 'Idle', 'Used', 'Removing'];
const places = fc.integer({ min: 1, max: 2 });
const aState = fc.record({ state: fc.constantFrom(...STATES), places });

test('each machine is in the list of its state', () => {
  fc.assert(
    fc.property(fc.array(aState), (all) => {
      const machines = all.map(({ state, places }, index) => aMachine(state, index + 1, { places }));
      const { creating, idle, used, halfUsed, removing } = byState(machines);
      const inState = (state: MachineState) => machines.filter((machine) => machine.state === state);
      expect([creating, new Set(idle), used, removing]).toEqual(
        STATES.map((state) => (state === 'Idle' ? new Set(inState(state)) : inState(state))),
      );
      expect(halfUsed).toEqual(inState('Used').filter((machine) => machine.places === 2));
    }),
  );
});

test('of those that are Idle the one that leaves first is first: the dearest, and then the longest idle', () => {
  const bought = (hourly: number) => ({
    spotRequestId: 'sir-1',
    bought: { type: 't3.medium', zone: 'a', hourly },
  });
  const [dear, cheap, ofLate] = [
    aMachine('Idle', 3, bought(0.04)),
    aMachine('Idle', 2, { ...bought(0.01), since: NOW - 60 }),
    aMachine('Idle', 1, { ...bought(0.01), since: NOW }),
  ];
  expect(byState([ofLate, cheap, dear]).idle).toEqual([dear, cheap, ofLate]);
});

test.each<[string, boolean, Partial<Machine>]>([
  ['runs its job', false, {}],
  ['is about to end', true, { fate: { kind: 'Doomed', at: NOW, reason: 'EC2 will take it' } }],
  ['is kept by an operator', true, { kept: { until: NOW } }],
  ['has its runner paused', true, { isPaused: true }],
])('is a machine odd that %s: %s', (_, isOdd, with_) => {
  const machine = { ...aMachine('Used', 1), ...with_ } as Machine;
  expect(byState([machine]).odd).toEqual(isOdd ? [machine] : []);
});
