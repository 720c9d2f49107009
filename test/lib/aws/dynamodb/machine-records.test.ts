import { readMachine, recordOf } from '../../../../lib/aws/dynamodb/machine-records.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import { aMachine, NOW } from '../../../builders/state.ts';

/** What was on record of machines before they could have several places. */
const common = {
  instanceId: 'i-1',
  name: 'machine-1',
  runner: 'one',
  launchedAt: NOW,
  since: NOW,
  reason: 'a test needs it',
  builds: 0,
  counted: [],
  revision: 1,
};

test.each<[string, Machine, Record<string, unknown>]>([
  ['Creating', aMachine('Creating', 1), { ...common, state: 'Creating' }],
  ['Idle', aMachine('Idle', 1), { ...common, state: 'Idle', runnerId: 1 }],
  ['Used', aMachine('Used', 1, { jobIds: [7] }), { ...common, state: 'Used', runnerId: 1, jobId: 7 }],
  ['Removing', aMachine('Removing', 1), { ...common, state: 'Removing', runnerId: 1 }],
])('a %s machine of one place is on record as it always was', (_, machine, record) => {
  expect(recordOf(machine)).toEqual(record);
  expect(readMachine(record)).toEqual(machine);
});

test('one of several places says so, and which other jobs it runs', () => {
  const machine = aMachine('Used', 1, { places: 4, jobIds: [9, 8, 7] });
  const record = { ...common, state: 'Used', runnerId: 1, places: 4, jobId: 9, otherJobIds: [8, 7] };
  expect(recordOf(machine)).toEqual(record);
  expect(readMachine(record)).toEqual(machine);
});
