/** How jobs come during a week. */
export interface Profile {
  readonly name: ProfileName;
  readonly description: string;
  /** How busy an hour is compared with others: `weekday` is 1 (Monday) to 7, `hour` has a fraction. */
  weight(weekday: number, hour: number): number;
  readonly pipelines: PipelineShape;
}

type PipelineShape = Batch | Staged;

/** All jobs of a pipeline begin to wait at once, and their durations do not differ by name. */
export interface Batch {
  readonly kind: 'Batch';
  /** Jobs that are pushed together, at least and at most. */
  readonly jobs: readonly [least: number, most: number];
  /** Seconds that half of all jobs take at most. */
  readonly medianDuration: number;
  /** How far the durations spread: the standard deviation of their logarithm. */
  readonly spread: number;
}

/** Projects whose pipelines have stages of jobs with names. */
export interface Staged {
  readonly kind: 'Staged';
  readonly projects: readonly string[];
  /** The median of the names' own medians, in seconds, and their spread. */
  readonly medianDuration: number;
  readonly spread: number;
  /** How far the durations of one name spread. */
  readonly spreadOfName: number;
  /** The parts of pipelines that fail at their first stage, of names that nobody starts, and of those that are renamed. */
  readonly failing: number;
  readonly manual: number;
  readonly renamed: number;
}

export const PROFILE_NAMES = ['office', 'nightly', 'bursty', 'steady', 'staged'] as const;
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
    pipelines: { kind: 'Batch', jobs: [1, 8], medianDuration: 150, spread: 0.9 },
  },
  nightly: {
    name: 'nightly',
    description: 'schedules start nine of ten jobs from 2:00 to 2:30, the others come by day',
    weight: (weekday, hour) => (hour >= 2 && hour < 2.5 ? 90 : officeHours(weekday, hour) / 2),
    pipelines: { kind: 'Batch', jobs: [5, 20], medianDuration: 600, spread: 0.7 },
  },
  bursty: {
    name: 'bursty',
    description: 'some dozens of jobs at once, then long nothing, at any hour',
    weight: () => 1,
    pipelines: { kind: 'Batch', jobs: [40, 120], medianDuration: 120, spread: 0.8 },
  },
  steady: {
    name: 'steady',
    description: 'one job after another, at the same rate day and night',
    weight: () => 1,
    pipelines: { kind: 'Batch', jobs: [1, 1], medianDuration: 180, spread: 0.5 },
  },
  staged: {
    name: 'staged',
    description: 'office hours, in pipelines of 3 to 5 stages: 1 job, then 2 to 8, then 1 to 3 in each',
    weight: officeHours,
    pipelines: {
      ...{ kind: 'Staged', medianDuration: 90, spread: 0.7, spreadOfName: 0.3 },
      ...{ failing: 0.1, manual: 0.1, renamed: 0.2 },
      projects: ['shop', 'api', 'web', 'billing', 'search', 'mobile', 'docs', 'infra'],
    },
  },
};
