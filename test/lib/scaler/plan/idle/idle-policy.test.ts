import { readConfigFile } from '../../../../../lib/config/read.ts';
import { idlePolicyAt } from '../../../../../lib/scaler/plan/idle/idle-policy.ts';
import { aMachineSection, anIdle } from '../../../../builders/settings.ts';

const at = (iso: string) => Date.parse(iso) / 1000;

describe("the periods of the seed's config.toml, in Europe/Kiev (UTC+2 in November)", () => {
  const machine = readConfigFile('config.toml').runners[0]?.machine ?? aMachineSection();
  const NIGHT = '* * 0-8,22-23 * * mon-fri *';
  const WEEKEND = '* * * * * sat,sun *';

  test.each([
    ['2026-11-24T12:00:00+02:00', null],
    ['2026-11-24T21:59:59+02:00', null],
    ['2026-11-24T22:00:00+02:00', NIGHT],
    ['2026-11-24T08:59:59+02:00', NIGHT],
    ['2026-11-24T09:00:00+02:00', null],
    ['2026-11-28T12:00:00+02:00', WEEKEND],
    ['2026-11-29T23:59:59+02:00', WEEKEND],
    ['2026-11-30T00:00:00+02:00', NIGHT],
  ])('%s: %s', (time, period) => {
    expect(idlePolicyAt(machine, at(time)).period).toBe(period);
  });

  test('a fraction of a second is of its second', () => {
    expect(idlePolicyAt(machine, at('2026-11-24T21:59:59.999+02:00')).period).toBeNull();
  });
});

test('the last period that holds replaces the base values whole', () => {
  const entry = (period: string, idleCount: number) => ({
    periods: [period],
    timezone: 'UTC',
    ...anIdle(idleCount, 10 * idleCount),
  });
  const machine = aMachineSection({
    idle: { idleCount: 9, idleCountMin: 4, idleScaleFactor: 2, idleTime: 900 },
    periods: [entry('* 8-18 * * *', 1), entry('* 9-17 * * *', 2), entry('* 3 * * *', 3)],
  });
  expect(idlePolicyAt(machine, at('2026-11-24T12:00:00Z'))).toEqual({
    ...anIdle(2, 20),
    period: '* 9-17 * * *',
  });
  expect(idlePolicyAt(machine, at('2026-11-24T08:30:00Z')).idleCount).toBe(1);
  expect(idlePolicyAt(machine, at('2026-11-24T20:00:00Z'))).toEqual({ ...machine.idle, period: null });
});

describe('on a day on which the clocks change, the hour is that of the clock', () => {
  const inHour3 = (timezone: string, iso: string): boolean => {
    const entry = { periods: ['* * 3 * * * *'], timezone, ...anIdle(1, 10) };
    return idlePolicyAt(aMachineSection({ periods: [entry] }), at(iso)).idleCount === 1;
  };

  test.each([
    ['Europe/Kiev', '2026-10-24T23:59:59Z', false],
    // From 04:00 back to 03:00.
    ['Europe/Kiev', '2026-10-25T00:59:59Z', true],
    ['Europe/Kiev', '2026-10-25T01:00:00Z', true],
    ['Europe/Kiev', '2026-10-25T02:00:00Z', false],
    ['Europe/Kiev', '2026-10-26T01:30:00Z', true],
    // From 03:00 to 04:00.
    ['Europe/Kiev', '2026-03-28T01:30:00Z', true],
    ['Europe/Kiev', '2026-03-29T00:59:59Z', false],
    ['Europe/Kiev', '2026-03-29T01:00:00Z', false],
    ['Europe/Kiev', '2026-03-30T00:30:00Z', true],
    // By half an hour: from 02:00 back to 01:30, and so from 11 to 10 h 30 min ahead.
    ['Australia/Lord_Howe', '2026-04-03T16:00:00Z', true],
    ['Australia/Lord_Howe', '2026-04-04T16:29:59Z', false],
    ['Australia/Lord_Howe', '2026-04-04T16:30:00Z', true],
  ])('%s, %s: %s', (timezone, iso, isIn) => {
    expect(inHour3(timezone, iso)).toBe(isIn);
  });
});
