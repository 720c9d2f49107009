/** How jobs come in the course of a week. */
export interface Profile {
  readonly name: ProfileName;
  readonly description: string;
  /** How busy an hour is beside the others: `weekday` 1 = Monday to 7, `hour` of the day, with its part. */
  weight(weekday: number, hour: number): number;
  /** Jobs that are pushed together, at least and at most. */
  readonly pipeline: readonly [least: number, most: number];
  /** Seconds that half of all jobs take at most. */
  readonly medianDuration: number;
  /** How far the durations spread: the standard deviation of their logarithm. */
  readonly spread: number;
}

export const PROFILE_NAMES = ['office', 'nightly', 'bursty', 'steady'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

const FRIDAY = 5;

/** Rises from 8 o'clock, dips at noon, ebbs after 18 o'clock. */
function officeHours(weekday: number, hour: number): number {
  if (weekday > FRIDAY) return 0.03;
  const bump = (peak: number, width: number) => Math.exp(-(((hour - peak) / width) ** 2));
  return 0.02 + bump(10.5, 1.8) + bump(15, 2.2);
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  office: {
    name: 'office',
    description: 'people push on weekdays, most at 10:30 and 15:00',
    weight: officeHours,
    pipeline: [1, 8],
    medianDuration: 150,
    spread: 0.9,
  },
  nightly: {
    name: 'nightly',
    description: 'schedules start nine of ten jobs from 2:00 to 2:30, the others come by day',
    weight: (weekday, hour) => (hour >= 2 && hour < 2.5 ? 90 : officeHours(weekday, hour) / 2),
    pipeline: [5, 20],
    medianDuration: 600,
    spread: 0.7,
  },
  bursty: {
    name: 'bursty',
    description: 'some dozens of jobs at once, then long nothing, at any hour',
    weight: () => 1,
    pipeline: [40, 120],
    medianDuration: 120,
    spread: 0.8,
  },
  steady: {
    name: 'steady',
    description: 'one job after another, at the same rate day and night',
    weight: () => 1,
    pipeline: [1, 1],
    medianDuration: 180,
    spread: 0.5,
  },
};
