import { firstWaitOf, middleOf } from '../../../../lib/scaler/state/first-wait.ts';
import type { IdleMachine } from '../../../../lib/scaler/state/machine.ts';
import { departing } from '../../../../lib/scaler/state/runner-history.ts';
import { released, used } from '../../../../lib/scaler/state/transitions.ts';
import { aMachine, NOW } from '../../../builders/state.ts';

/** Launched now, ready 30 s later, and two seconds after that given a job that has waited for so long. */
const given = (waited?: number) => {
  const machine = aMachine('Idle', 1, { launchedAt: NOW, readyAt: NOW + 30 }) as IdleMachine;
  return used(machine, 7, NOW + 32, waited);
};

test('the parts of the wait of a job that a machine was launched for add up to it', () => {
  expect(firstWaitOf(given(33.5))).toEqual({ asking: 1.5, booting: 30, taking: 2 });
});

test.each([
  ['it ran none', aMachine('Idle', 1)],
  ['nobody told how long its first job waited', given()],
  ['it was launched before that waited', given(20)],
])('nothing is known of a machine where %s', (_, machine) => {
  expect(firstWaitOf(machine)).toBeUndefined();
});

test('what later jobs wait changes nothing', () => {
  const again = used(released(given(33.5), 7, NOW + 60), 8, NOW + 70, 500);
  expect(firstWaitOf(again)).toEqual(firstWaitOf(given(33.5)));
});

test('the middle is that of each part', () => {
  const waits = [1, 2, 9].map((seconds) => ({ asking: seconds, booting: 10 - seconds, taking: 3 }));
  expect(middleOf(waits)).toEqual({ asking: 2, booting: 8, taking: 3 });
  expect(middleOf([])).toBeUndefined();
});

test('the last sixteen stay on record, in tenths of a second', () => {
  const left = (asking: number) => ({
    ...{ at: NOW, seconds: 100, inVain: 0 },
    firstWait: { asking, booting: 30.123, taking: 2 },
  });
  const history = Array.from({ length: 20 }, (_, index) => left(index)).reduce<
    ReturnType<typeof departing> | undefined
  >((before, departure) => departing('one', before, departure), undefined);
  expect(history?.firstWaits).toHaveLength(16);
  expect(history?.firstWaits?.[0]).toEqual({ asking: 19, booting: 30.1, taking: 2 });
});
