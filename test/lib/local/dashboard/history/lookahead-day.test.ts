import { lookaheadDay } from '../../../../../lib/local/dashboard/history/lookahead-day.ts';
import { aRunner } from '../../../../builders/settings.ts';

const NOW = 1_000_000;

const history = (runner: string, inVain: number) => ({
  ...{ runner, boots: [] },
  periods: [
    {
      ...{ from: NOW - 3600, all: 7200, inVain },
      ahead: { machines: 3, inTime: 1, late: 1, saved: 40 },
    },
  ],
});

const looking = (name: string, isOn: boolean) => aRunner({ name, lookahead: { isOn, budget: 0.05 } });

test.each([
  ['none looks ahead', [looking('one', false)], null],
  [
    'two do, and one does not',
    [looking('one', true), looking('two', true), looking('three', false)],
    { machines: 6, inTime: 2, late: 2, saved: 80, inVain: 0.5 },
  ],
  [
    'one has no history yet',
    [looking('four', true)],
    { machines: 0, inTime: 0, late: 0, saved: 0, inVain: 0 },
  ],
])('a day of lookahead where %s', (_, runners, day) => {
  const histories = [history('one', 600), history('two', 1200), history('three', 9)];
  expect(lookaheadDay({ histories }, { runners }, NOW)).toEqual(day);
});
