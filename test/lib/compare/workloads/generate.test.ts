import { DateTime } from 'luxon';
import { generateWorkload } from '../../../../lib/compare/workloads/generate.ts';
import { PROFILE_NAMES, PROFILES, type ProfileName } from '../../../../lib/compare/workloads/profiles.ts';
import { aRunner } from '../../../builders/settings.ts';

const MONDAY = DateTime.fromISO('2026-11-23', { zone: 'Europe/Kyiv' }).toSeconds();

function workload(profile: ProfileName, more: { seed?: number; days?: number; jobsPerDay?: number } = {}) {
  return generateWorkload({
    ...{ profile: PROFILES[profile], runners: [aRunner()], start: MONDAY, timezone: 'Europe/Kyiv' },
    ...{ seed: 1, days: 7, jobsPerDay: 1000, ...more },
  });
}

const hourOf = (at: number) => DateTime.fromSeconds(at, { zone: 'Europe/Kyiv' });

describe.each(PROFILE_NAMES)('%s', (name) => {
  test('is the same for the same seed, and another for another', () => {
    const told = (seed: number) => JSON.stringify([...workload(name, { seed, days: 2 }).jobs()]);
    expect(told(1)).toBe(told(1));
    expect(told(1)).not.toBe(told(2));
  });

  test('has about so many jobs, in the order of their times, within the period', () => {
    const { start, end, jobs } = workload(name);
    const times = [...jobs()].map(({ queuedAt }) => queuedAt);
    expect(times.length).toBeGreaterThan(5500);
    expect(times.length).toBeLessThan(8500);
    expect(times.toSorted((one, other) => one - other)).toEqual(times);
    expect(times[0]).toBeGreaterThanOrEqual(start);
    expect(times.at(-1)).toBeLessThan(end);
  });

  test('has jobs as long as it says', () => {
    const durations = [...workload(name).jobs()].map(({ duration }) => duration).toSorted((a, b) => a - b);
    const median = durations[Math.floor(durations.length / 2)] ?? 0;
    expect(median / PROFILES[name].medianDuration).toBeCloseTo(1, 0);
    expect(durations[0]).toBeGreaterThanOrEqual(5);
    expect(durations.at(-1)).toBeLessThanOrEqual(3600);
  });
});

test('office: most come on weekdays by day', () => {
  const times = [...workload('office').jobs()].map(({ queuedAt }) => hourOf(queuedAt));
  const byDay = times.filter(({ weekday, hour }) => weekday <= 5 && hour >= 8 && hour < 19);
  expect(byDay.length / times.length).toBeGreaterThan(0.9);
});

test('nightly: most come from 2:00 to 2:30', () => {
  const times = [...workload('nightly').jobs()].map(({ queuedAt }) => hourOf(queuedAt));
  const nightly = times.filter(({ hour, minute }) => hour === 2 && minute < 30);
  expect(nightly.length / times.length).toBeGreaterThan(0.8);
});

test('jobs are shared out among the runners, with tags that they can run', () => {
  const runners = [aRunner(), aRunner({ name: 'two', tags: ['gpu'], runUntagged: false })];
  const profile = PROFILES.steady;
  const generation = { profile, runners, start: MONDAY, timezone: 'UTC', seed: 1, days: 1, jobsPerDay: 500 };
  const tags = [...generateWorkload(generation).jobs()].map(({ kind }) => kind.tags.join());
  expect(new Set(tags)).toEqual(new Set(['', 'gpu']));
});
