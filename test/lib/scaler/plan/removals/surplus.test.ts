import { plan } from '../../../../../lib/scaler/plan/plan.ts';
import type { Machine } from '../../../../../lib/scaler/state/machines/machine.ts';
import { anIdle, aRunner, someSettings } from '../../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, times } from '../../../../builders/state.ts';

const IDLE_TIME = 600;

interface Case {
  readonly machines: readonly Machine[];
  readonly idleTime?: number;
  readonly idleCount?: number;
  readonly pending?: number;
  /** The surplus on record. */
  readonly since?: number;
  readonly places?: number;
}

function look({ machines, idleTime = IDLE_TIME, idleCount = 0, pending = 0, since, places = 0 }: Case) {
  const runner = aRunner({ machine: { idle: anIdle(idleCount, idleTime) } });
  const known = since !== undefined && {
    surpluses: { all: [{ runner: 'one', since, places }], revision: 3 },
  };
  const jobs = times(pending, (number) => aJob('pending', 100 + number));
  const state = aState({ machines, jobs, ...known });
  return { state, ...plan(state, someSettings({ runners: [runner] }), NOW) };
}

const leaving = (one: Case) => {
  const { removals, retirements } = look(one);
  return [removals, retirements].map((some) => some.map(({ machine }) => machine.name));
};
const noted = (one: Case) => look(one).surpluses.map(({ since, places }) => [since - NOW, places]);

/** Each had a job a while ago, and none was idle for IdleTime. */
const idle = (count: number) => times(count, (number) => aMachine('Idle', number, { since: NOW - number }));
const long = NOW - IDLE_TIME - 1;
const busy = (number: number, jobs: number) =>
  aMachine('Used', number, {
    places: 4,
    jobIds: [100 * number, ...times(jobs - 1, (job) => 100 * number + job)],
  });

describe('machines that are all used now and then', () => {
  test.each<[string, Case, string[][]]>([
    ['stay as long as nobody knows that fewer would do', { machines: idle(3) }, [[], []]],
    ['or for how long', { machines: idle(3), since: NOW - IDLE_TIME, places: 2 }, [[], []]],
    [
      'or for ten minutes, if IdleTime is shorter',
      { machines: idle(3), idleTime: 60, since: NOW - 600, places: 2 },
      [[], []],
    ],
    [
      'leave after IdleTime, as many as were too many all the time, the longest idle first',
      { machines: idle(3), since: long, places: 2 },
      [['machine-3', 'machine-2'], []],
    ],
    [
      'but not those that are needed now',
      { machines: idle(3), since: long, places: 3, pending: 2 },
      [['machine-3'], []],
    ],
    [
      'nor those that IdleCount wants',
      { machines: idle(3), since: long, places: 3, idleCount: 1 },
      [['machine-3', 'machine-2'], []],
    ],
    [
      'of several places only if that many were too many',
      { machines: [busy(1, 1), busy(2, 1)], since: long, places: 3 },
      [[], []],
    ],
    [
      'and one that runs jobs takes no more, as long as the others have the places that were needed',
      { machines: [busy(1, 2), busy(2, 1), busy(3, 1)], since: long, places: 8 },
      [[], ['machine-2', 'machine-3']],
    ],
  ])('%s', (_, given, expected) => {
    expect(leaving(given)).toEqual(expected);
  });

  test('why is told', () => {
    expect(look({ machines: idle(3), since: long, places: 1 }).removals[0]?.reason).toBe(
      'for more than IdleTime 600 one machine fewer would have been enough, and IdleCount 0 is kept without it',
    );
  });
});

describe('how many places are too many', () => {
  test.each<[string, Case, number[][]]>([
    ['is noted from when there are some', { machines: idle(3) }, [[0, 3]]],
    ['without those that are needed', { machines: idle(3), pending: 1, idleCount: 1 }, [[0, 1]]],
    ['not where there are none', { machines: idle(3), pending: 3 }, []],
    ['nor of one machine, which has an idle time of its own', { machines: idle(1) }, []],
    ['is the least since then', { machines: idle(3), since: NOW - 60, places: 2 }, [[-60, 2]]],
    ['fewer', { machines: idle(2), pending: 1, since: NOW - 60, places: 2 }, [[-60, 1]]],
    ['be it none', { machines: idle(2), pending: 2, since: NOW - 60, places: 2 }, [[-60, 0]]],
    ['and stays none until IdleTime is over', { machines: idle(2), since: NOW - 60, places: 0 }, [[-60, 0]]],
    ['begins anew then, with what has not left', { machines: idle(3), since: long, places: 1 }, [[0, 2]]],
    ['or waits until there are some', { machines: idle(1), since: long, places: 2 }, [[long - NOW, 0]]],
  ])('%s', (_, given, expected) => {
    expect(noted(given)).toEqual(expected);
  });

  test('is written only where it has changed', () => {
    const { state, surpluses } = look({ machines: idle(3), since: NOW - 60, places: 2 });
    expect(surpluses).toBe(state.surpluses?.all);
  });
});
