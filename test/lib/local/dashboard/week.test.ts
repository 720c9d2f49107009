import { readConfigFile } from '../../../../lib/config/read.ts';
import type { RunnerSettings } from '../../../../lib/config/settings.ts';
import { covers, nextPolicyChange, type WeekDay, weekOf } from '../../../../lib/local/dashboard/week.ts';

const at = (time: string): number => Date.parse(time) / 1000;
const [seed] = readConfigFile('config.toml').runners as [RunnerSettings];
const hours = ({ from, spans }: WeekDay) =>
  spans.map((span) => [(span.from - from) / 3600, (span.to - from) / 3600]);

test('Monday to Sunday, in the time zone of the periods', () => {
  const week = weekOf(seed, at('2026-11-24T10:00:00Z'));
  expect(week.timezone).toBe('Europe/Kiev');
  expect(week.days.map(({ label }) => label)).toEqual([
    ...['Mon 23 Nov', 'Tue 24 Nov', 'Wed 25 Nov', 'Thu 26 Nov', 'Fri 27 Nov', 'Sat 28 Nov', 'Sun 29 Nov'],
  ]);
  const [monday, , , , , saturday] = week.days as [WeekDay, WeekDay, WeekDay, WeekDay, WeekDay, WeekDay];
  expect(hours(monday)).toEqual([
    [0, 9],
    [9, 22],
    [22, 24],
  ]);
  expect(monday.spans.map(({ period }) => period)).toEqual([
    '* * 0-8,22-23 * * mon-fri *',
    null,
    '* * 0-8,22-23 * * mon-fri *',
  ]);
  expect(hours(saturday)).toEqual([[0, 24]]);
  expect([covers(week, monday.from), covers(week, monday.from - 1)]).toEqual([true, false]);
});

test('the day on which the clock is set back is an hour longer', () => {
  const sunday = weekOf(seed, at('2026-10-25T10:00:00Z')).days.at(-1);
  expect(sunday === undefined ? [] : hours(sunday)).toEqual([[0, 25]]);
});

test('a period is found to the minute', () => {
  const [entry] = seed.machine.periods;
  if (entry === undefined) throw new Error('the seed has a period');
  const periods = [{ ...entry, periods: ['7-49 12 * * * *'].map((expression) => `0-59 ${expression}`) }];
  const machine = { ...seed.machine, periods };
  expect(nextPolicyChange(machine, at('2026-11-24T09:03:11Z'))).toBe(at('2026-11-24T10:07:00Z'));
  expect(nextPolicyChange(machine, at('2026-11-24T10:10:00Z'))).toBe(at('2026-11-24T10:50:00Z'));
});

test('without periods there is no next policy', () => {
  expect(nextPolicyChange({ ...seed.machine, periods: [] }, at('2026-11-24T10:00:00Z'))).toBeUndefined();
});
