import { firstWaitOf, middleOf } from '../../../../../lib/scaler/state/machines/first-wait.ts';
import type { CreatingMachine } from '../../../../../lib/scaler/state/machines/machine.ts';
import { departing } from '../../../../../lib/scaler/state/machines/runner-history.ts';
import {
  registered,
  released,
  used,
  type Wait,
} from '../../../../../lib/scaler/state/machines/transitions.ts';
import { aMachine, NOW } from '../../../../builders/state.ts';

/** Launched now: asks after 29 s, of which its kernel ran for 20, ready a second later, given a job after two more. */
const machine = registered(aMachine('Creating', 1, { launchedAt: NOW }) as CreatingMachine, 1, NOW + 30, {
  ...{ askedAt: NOW + 29, uptime: 20 },
});
const given = (wait: Wait = {}) => used(machine, 7, NOW + 32, wait);
const parts = { hearing: 0.5, asking: 1, starting: 9, booting: 20, registering: 1, taking: 2 };

test('the parts of the wait of a job that a machine was launched for add up to it', () => {
  expect(firstWaitOf(given({ waited: 33.5, heardAfter: 0.5 }))).toEqual(parts);
  expect(Object.values(parts).reduce((sum, part) => sum + part)).toBe(33.5);
});

test.each([
  ['how long its kernel has run is the boot', undefined, { starting: 0, booting: 29 }],
  ['that its kernel is older than its launch, too', 1000, { starting: 0, booting: 29 }],
])('%s where a machine says nothing, or nonsense', (_, uptime, told) => {
  const boot = { askedAt: NOW + 29, uptime };
  const one = registered(aMachine('Creating', 1, { launchedAt: NOW }) as CreatingMachine, 1, NOW + 30, boot);
  expect(firstWaitOf(used(one, 7, NOW + 32, { waited: 33.5 }))).toMatchObject(told);
});

test('a webhook that came after the launch, which was for another job, makes no part longer', () => {
  const wait = firstWaitOf(given({ waited: 33.5, heardAfter: 10 }));
  expect(wait).toMatchObject({ hearing: 1.5, asking: 0 });
});

test.each([
  ['it ran none', aMachine('Idle', 1)],
  ['nobody told how long its first job waited', given()],
  ['it was launched before that waited', given({ waited: 20 })],
])('nothing is known of a machine where %s', (_, machine) => {
  expect(firstWaitOf(machine)).toBeUndefined();
});

test('what later jobs wait changes nothing', () => {
  const again = used(released(given({ waited: 33.5 }), 7, NOW + 60), 8, NOW + 70, { waited: 500 });
  expect(firstWaitOf(again)).toEqual(firstWaitOf(given({ waited: 33.5 })));
});

test('the middle is that of each part', () => {
  const waits = [1, 2, 9].map((seconds) => ({ ...parts, asking: seconds, booting: 10 - seconds }));
  expect(middleOf(waits)).toEqual({ ...parts, asking: 2, booting: 8 });
  expect(middleOf([])).toBeUndefined();
});

test('the last sixteen stay on record, in tenths of a second', () => {
  const left = (asking: number) => ({
    ...{ at: NOW, seconds: 100, inVain: 0 },
    firstWait: { ...parts, asking, booting: 30.123 },
  });
  const history = Array.from({ length: 20 }, (_, index) => left(index)).reduce<
    ReturnType<typeof departing> | undefined
  >((before, departure) => departing('one', before, departure), undefined);
  expect(history?.firstWaits).toHaveLength(16);
  expect(history?.firstWaits?.[0]).toEqual({ ...parts, asking: 19, booting: 30.1 });
});
