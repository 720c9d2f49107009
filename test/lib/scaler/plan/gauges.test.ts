import { gaugesOf } from '../../../../lib/scaler/plan/gauges.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, unconfirmed } from '../../../builders/state.ts';

const settings = someSettings({ runners: [aRunner({ tags: ['docker'], runUntagged: true })] });

test('machines are counted by their state', () => {
  const machines = [aMachine('Creating', 1), aMachine('Idle', 2), aMachine('Idle', 3), aMachine('Used', 4)];

  expect(gaugesOf(aState({ machines }), settings)).toEqual({
    MachinesCreating: 1,
    MachinesIdle: 2,
    MachinesUsed: 1,
    MachinesRemoving: 0,
    JobsWaiting: 0,
  });
});

test.each([
  ['one that a runner of ours can run', aJob('pending', 1, { tags: ['docker'] }), 1],
  ['one that GitLab has not confirmed yet', unconfirmed(aJob('pending', 1)), 1],
  ['one that is for the runners of others', aJob('pending', 1, { tags: ['windows'] }), 0],
  ['one that runs', aJob('running', 1), 0],
])('of the jobs, %s counts as waiting: %#', (_, job, expected) => {
  expect(gaugesOf(aState({ jobs: [job] }), settings).JobsWaiting).toBe(expected);
});
