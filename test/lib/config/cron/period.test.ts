import { DateTime } from 'luxon';
import { checkPeriod, parsePeriod } from '../../../../lib/config/cron/period.ts';

const holds = (expression: string, at: string, zone = 'UTC') =>
  parsePeriod(expression).holdsAt(DateTime.fromISO(at, { zone }));

/** November 2026 begins on a Sunday and ends on a Monday. */
describe('gorhill/cronexpr’s dialect', () => {
  test.each([
    // Seven fields hold for each second that matches.
    ['0 * * * * * *', '2026-11-24T10:00:00', true],
    ['0 * * * * * *', '2026-11-24T10:00:01', false],
    ['*/15 * * * * * *', '2026-11-24T10:00:45', true],
    // Five and six hold for the whole of each minute that matches.
    ['30 9 * * *', '2026-11-24T09:30:00', true],
    ['30 9 * * *', '2026-11-24T09:30:59', true],
    ['30 9 * * *', '2026-11-24T09:31:00', false],
    // Of six the last is the year.
    ['30 9 * * * 2026', '2026-11-24T09:30:59', true],
    ['30 9 * * * 2027', '2026-11-24T09:30:59', false],
    ['* * * * * * 2024-2028/2', '2026-11-24T09:30:59', true],
    ['* * * * * * 2025/2', '2026-11-24T09:30:59', false],
    ['* * * * * * 2020,2026', '2026-11-24T09:30:59', true],
    // Names, short and long, in any case; Sunday is 0 and 7.
    ['* * * * * mon-fri *', '2026-11-24T00:00:00', true],
    ['* * * * * MON-FRI *', '2026-11-28T00:00:00', false],
    ['* * * nov sunday', '2026-11-29T12:00:00', true],
    ['* * * December *', '2026-11-29T12:00:00', false],
    ['* * * * 0', '2026-11-29T12:00:00', true],
    ['* * * * 7', '2026-11-29T12:00:00', true],
    ['* * * * sat-sun', '2026-11-29T12:00:00', true],
    // Either of two restricted day fields may match; an open one restricts nothing.
    ['* * 13 * fri', '2026-11-13T12:00:00', true],
    ['* * 13 * fri', '2026-11-20T12:00:00', true],
    ['* * 13 * fri', '2026-11-21T12:00:00', false],
    ['* * 13 * ?', '2026-11-20T12:00:00', false],
    ['* * ? * fri', '2026-11-13T12:00:00', true],
    // The last day, the last Friday, the second Friday.
    ['* * L * *', '2026-11-30T12:00:00', true],
    ['* * L * *', '2026-11-29T12:00:00', false],
    ['* * L * *', '2028-02-29T12:00:00', true],
    ['* * * * 5L', '2026-11-27T12:00:00', true],
    ['* * * * 5L', '2026-11-20T12:00:00', false],
    ['* * * * 5#2', '2026-11-13T12:00:00', true],
    ['* * * * 5#2', '2026-11-20T12:00:00', false],
    // The weekday nearest to a day, within its month; the last weekday.
    ['* * 14W * *', '2026-11-13T12:00:00', true],
    ['* * 14W * *', '2026-11-14T12:00:00', false],
    ['* * 15W * *', '2026-11-16T12:00:00', true],
    ['* * 1W * *', '2026-11-02T12:00:00', true],
    ['* * 1W * *', '2026-08-03T12:00:00', true],
    ['* * 31W * *', '2026-11-30T12:00:00', false],
    ['* * 31W * *', '2027-01-29T12:00:00', true],
    ['* * LW * *', '2026-10-30T12:00:00', true],
    ['* * LW * *', '2026-10-31T12:00:00', false],
    ['* * 5,LW * *', '2026-11-05T12:00:00', true],
    // Short forms.
    ['@daily', '2026-11-24T00:00:00', true],
    ['@daily', '2026-11-24T00:00:01', false],
    ['@YEARLY', '2026-01-01T00:00:00', true],
    ['@weekly', '2026-11-29T00:00:00', true],
    ['@monthly', '2026-11-01T00:00:00', true],
    ['@hourly', '2026-11-01T05:00:00', true],
  ])('%s at %s: %s', (expression, at, expected) => {
    expect(holds(expression, at)).toBe(expected);
  });
});

test.each([
  ['* * * *', 'it must have 5, 6 (the last is the year) or 7 fields (it has 4)'],
  ['* * * * * * * *', 'fields (it has 8)'],
  ['@always', 'known names are @yearly'],
  ['61 * * * *', '61 is outside 0-59'],
  ['* * 9-25 * * * *', '9-25 is outside 0-23'],
  ['-1 * * * *', 'a range must be of two numbers or names'],
  ['1-2-3 * * * *', '"1-2-3" is not a range'],
  ['*/x * * * *', '"*/x" is not understood'],
  ['*/0 * * * *', 'a step must be 1 or more'],
  ['1,,2 * * * *', 'a part of a list is empty'],
  ['* * * * mon#6', 'after # there must be 1 to 5'],
  ['* 22-6 * * *', '22-6 goes over the end: write two ranges, as 22-23,0-6'],
  ['* * * * fri-mon', 'goes over the end: write two ranges'],
  ['* * 32W * *', '"32W" is not a day of the month'],
  ['* * * * * * 1969', '"1969" is not within the years 1970-2099'],
  ['* * * * * * MMXXVI', '"MMXXVI" is not a year'],
  ['H * * * *', 'H has no meaning here'],
  ['* * * foo *', '"foo" is not a month or a day of the week'],
])('%s is no period', (expression, message) => {
  expect(checkPeriod(expression)).toContain(message);
});

describe('a night of daylight saving', () => {
  test.each([
    // Clocks in Kiev go from 03:00 to 04:00 on 2027-03-28: nothing is 03:30.
    ['* * 3 * * * *', '2027-03-28T00:59:59Z', 'Europe/Kiev', false],
    ['* * 4 * * * *', '2027-03-28T01:00:00Z', 'Europe/Kiev', true],
    // And from 04:00 back to 03:00 on 2026-10-25: 03:30 is twice.
    ['* 30 3 * * * *', '2026-10-25T00:30:00Z', 'Europe/Kiev', true],
    ['* 30 3 * * * *', '2026-10-25T01:30:00Z', 'Europe/Kiev', true],
    ['* 30 3 * * * *', '2026-10-25T02:30:00Z', 'Europe/Kiev', false],
    // In New York from 02:00 to 03:00 on 2027-03-14 and back on 2026-11-01.
    ['* * 2 * * * *', '2027-03-14T07:00:00Z', 'America/New_York', false],
    ['* * 3 * * * *', '2027-03-14T07:00:00Z', 'America/New_York', true],
    ['* * 1 * * * *', '2026-11-01T05:30:00Z', 'America/New_York', true],
    ['* * 1 * * * *', '2026-11-01T06:30:00Z', 'America/New_York', true],
    ['* * 1 * * * *', '2026-11-01T07:00:00Z', 'America/New_York', false],
  ])('%s at %s in %s: %s', (expression, at, zone, expected) => {
    expect(holds(expression, at, zone)).toBe(expected);
  });
});
