import { plan } from '../../../../../lib/scaler/plan/plan.ts';
import type { Machine } from '../../../../../lib/scaler/state/machines/machine.ts';
import type { State } from '../../../../../lib/scaler/state/state.ts';
import { anInterruptionSection, aRunner, someSettings } from '../../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW } from '../../../../builders/state.ts';

describe('a job on a machine that EC2 takes waits for another already', () => {
  const fate = { kind: 'Doomed', at: NOW, reason: 'EC2 wants it back' } as const;
  const doomed = aMachine('Used', 1, { jobIds: [7], fate });
  const job = aJob('running', 7, { runnerId: 1 });
  const launched = (machines: Machine[], more: Parameters<typeof aRunner>[0] = {}) =>
    plan(aState({ machines, jobs: [job] }), someSettings({ runners: [aRunner(more)] }), NOW).launches.map(
      ({ count }) => count,
    );

  test.each<[string, Machine[], Parameters<typeof aRunner>[0], number[]]>([
    ['one is launched', [doomed], {}, [1]],
    ['not where one is available', [doomed, aMachine('Idle', 2)], {}, []],
    ['not where one is Creating', [doomed, aMachine('Creating', 2)], {}, []],
    ['not where limit is reached', [doomed], { limit: 1 }, []],
    [
      'not if it will not be retried',
      [doomed],
      { interruption: anInterruptionSection({ retry: false }) },
      [],
    ],
    ['not once it should have been taken', [{ ...doomed, fate: { ...fate, at: NOW - 300 } }], {}, []],
    ['not if nothing is the matter', [aMachine('Used', 1, { jobIds: [7] })], {}, []],
  ])('%s', (_, machines, more, counts) => {
    expect(launched(machines, more)).toEqual(counts);
  });

  test.each<[string, State, string[]]>([
    [
      'it alone',
      aState({ machines: [doomed], jobs: [job] }),
      ['1 job about to wait as EC2 takes its machine, 0 machines available'],
    ],
    [
      'beside one that waits',
      aState({ machines: [doomed], jobs: [job, aJob('pending', 1)] }),
      ['1 job waiting, 1 job about to wait as EC2 takes its machine, 0 machines available'],
    ],
    [
      'and another',
      aState({
        machines: [doomed, aMachine('Used', 2, { jobIds: [8], fate })],
        jobs: [job, aJob('running', 8, { runnerId: 2 })],
      }),
      ['2 jobs about to wait as EC2 takes their machines, 0 machines available'],
    ],
  ])('the reason is true: %s', (_, state, reasons) => {
    expect(plan(state, someSettings(), NOW).launches[0]?.reasons).toEqual(reasons);
  });
});
