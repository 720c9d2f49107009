import { plan } from '../../../../../lib/scaler/plan/plan.ts';
import { type PassedOver, passingOver } from '../../../../../lib/scaler/state/jobs/passed-over.ts';
import type { State } from '../../../../../lib/scaler/state/state.ts';
import { aRunner, someSettings } from '../../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, times } from '../../../../builders/state.ts';

const HOUR = 3600;
const runner = aRunner();

/** Some time ago; an hour after that it is tried again. */
const passedOver = (ago: number): readonly PassedOver[] => passingOver([], runner, NOW - ago);
const passed = (id: number, ago = HOUR) => ({ ...aJob('pending', id), passedOver: passedOver(ago) });
const launched = (state: Partial<State>, of = runner) =>
  plan(aState(state), someSettings({ runners: [of] }), NOW).launches.map(({ count }) => count);

describe('jobs that were passed over an hour ago', () => {
  const jobs = [passed(1), passed(2, HOUR + 60), passed(3, HOUR + 120)];

  test.each<[string, Partial<State>, number[]]>([
    ['are tried again with one machine together', { jobs }, [1]],
    ['which is enough while it boots', { jobs, machines: [aMachine('Creating', 1)] }, []],
    [
      'beside those of jobs that were not',
      { jobs: [...jobs, ...times(2, (id) => aJob('pending', 10 + id))] },
      [3],
    ],
    ['without those that are not to be tried yet', { jobs: [passed(1, HOUR - 60), passed(2, HOUR - 1)] }, []],
  ])('%s', (_, state, expected) => {
    expect(launched(state)).toEqual(expected);
  });

  const running = (runnerId: number, projectId = 380) => ({
    ...aJob('running', 9, { runnerId, projectId }),
    passedOver: passedOver(HOUR),
  });
  const machines = [aMachine('Used', 1, { jobIds: [9] })];

  test.each<[string, Partial<State>, number[]]>([
    ['is given to it', { jobs: [...jobs, running(1)], machines }, [3]],
    ['is given to a machine of others', { jobs: [...jobs, running(99)], machines }, [1]],
    ['of another project is', { jobs: [...jobs, running(1, 381)], machines }, [1]],
  ])('have one each as soon as one of them is given: %s', (_, state, expected) => {
    expect(launched(state)).toEqual(expected);
  });
});
