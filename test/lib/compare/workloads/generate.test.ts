import { DateTime } from 'luxon';
import { generateWorkload } from '../../../../lib/compare/workloads/generate.ts';
import { PROFILE_NAMES, PROFILES, type ProfileName } from '../../../../lib/compare/workloads/profiles.ts';
import { aRunner } from '../../../builders/settings.ts';
import { jobsOf } from '../../../builders/workload.ts';

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
    const told = (seed: number) => JSON.stringify(jobsOf(workload(name, { seed, days: 2 })));
    expect(told(1)).toBe(told(1));
    expect(told(1)).not.toBe(told(2));
  });

  test('has about as many jobs as asked for, in order, within the period', () => {
    const generated = workload(name);
    const { start, end } = generated;
    const running = jobsOf(generated).filter(({ fate }) => fate !== 'Manual');
    const times = running.map(({ createdAt }) => createdAt);
    expect(times.length).toBeGreaterThan(5500);
    expect(times.length).toBeLessThan(8500);
    expect(times.toSorted((one, other) => one - other)).toEqual(times);
    expect(times[0]).toBeGreaterThanOrEqual(start);
    expect(times.at(-1)).toBeLessThan(end);
  });

  test('has jobs of the length that it says', () => {
    const durations = jobsOf(workload(name))
      .map(({ duration }) => duration)
      .toSorted((a, b) => a - b);
    const median = durations[Math.floor(durations.length / 2)] ?? 0;
    expect(median / PROFILES[name].pipelines.medianDuration).toBeCloseTo(1, 0);
    expect(durations[0]).toBeGreaterThanOrEqual(5);
    expect(durations.at(-1)).toBeLessThanOrEqual(3600);
  });
});

test('office: most come on weekdays by day', () => {
  const times = jobsOf(workload('office')).map(({ createdAt }) => hourOf(createdAt));
  const byDay = times.filter(({ weekday, hour }) => weekday <= 5 && hour >= 8 && hour < 19);
  expect(byDay.length / times.length).toBeGreaterThan(0.9);
});

test('nightly: most come from 2:00 to 2:30', () => {
  const times = jobsOf(workload('nightly')).map(({ createdAt }) => hourOf(createdAt));
  const nightly = times.filter(({ hour, minute }) => hour === 2 && minute < 30);
  expect(nightly.length / times.length).toBeGreaterThan(0.8);
});

test('jobs are shared among the runners, with tags that they serve', () => {
  const runners = [aRunner(), aRunner({ name: 'two', tags: ['gpu'], runUntagged: false })];
  const profile = PROFILES.steady;
  const generation = { profile, runners, start: MONDAY, timezone: 'UTC', seed: 1, days: 1, jobsPerDay: 500 };
  const tags = jobsOf(generateWorkload(generation)).map(({ kind }) => kind.tags.join());
  expect(new Set(tags)).toEqual(new Set(['', 'gpu']));
});

describe('staged', () => {
  const pipelines = [...workload('staged', { seed: 3 }).pipelines()];
  const share = (jobs: readonly unknown[], of: readonly unknown[]) => jobs.length / of.length;

  test('has 3 to 5 stages: one job, then 2 to 8, then 1 to 3', () => {
    const widths = pipelines.map(({ stages }) => stages.map(({ jobs }) => jobs.length));
    for (const [first, second, ...later] of widths) {
      expect(first).toBe(1);
      expect(second).toBeGreaterThanOrEqual(2);
      expect(second).toBeLessThanOrEqual(8);
      expect([1, 2, 3]).toContain(later.length);
      for (const width of later) expect([1, 2, 3]).toContain(width);
    }
  });

  test('a project’s jobs keep their names and lengths until some are renamed', () => {
    const of = pipelines.filter(({ project }) => project === 'shop');
    const jobs = of.flatMap(({ stages }) => stages.flatMap(({ jobs }) => jobs));
    const durations = Map.groupBy(jobs, ({ name }) => name);
    for (const named of durations.values()) {
      const sorted = named.map(({ duration }) => duration).toSorted((a, b) => a - b);
      const at = (part: number) => sorted[Math.floor(part * sorted.length)] ?? 0;
      if (sorted.length > 30) expect(at(0.9) / at(0.1)).toBeLessThan(4);
    }
    const names = new Set(pipelines.flatMap(({ project, stages }) => namesOf(stages, project)));
    const anew = [...names].filter((name) => name.endsWith('anew'));
    expect(share(anew, [...names])).toBeGreaterThan(0.08);
    expect(share(anew, [...names])).toBeLessThan(0.35);
  });

  test('one pipeline in ten fails in its first stage, and nobody starts one job in ten', () => {
    const failing = pipelines.filter(({ stages }) => stages[0]?.jobs[0]?.fate === 'Fails');
    expect(share(failing, pipelines)).toBeCloseTo(0.1, 1);
    const later = pipelines.flatMap(({ stages }) => stages.slice(1).flatMap(({ jobs }) => jobs));
    const manual = later.filter(({ fate }) => fate === 'Manual');
    expect(share(manual, later)).toBeGreaterThan(0.02);
    expect(share(manual, later)).toBeLessThan(0.25);
  });

  const namesOf = (stages: (typeof pipelines)[number]['stages'], project: string) =>
    stages.flatMap(({ jobs }) => jobs.map(({ name }) => `${project} ${name}`));
});
