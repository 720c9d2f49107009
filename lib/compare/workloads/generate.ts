import { DateTime } from 'luxon';
import type { RunnerSettings } from '../../config/settings.ts';
import { some } from '../../scaler/plan/some.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { SeededRandom } from '../../simulation/seeded-random.ts';
import { batches } from './batches.ts';
import type { Profile } from './profiles.ts';
import { stagedPipelines } from './staged-pipelines.ts';
import {
  type JobKind,
  kindOf,
  type PipelineSource,
  type Workload,
  type WorkloadPipeline,
} from './workload.ts';

interface Generation {
  readonly profile: Profile;
  readonly runners: readonly RunnerSettings[];
  readonly start: UnixSeconds;
  readonly days: number;
  /** Jobs that run a day, on average over seven days. */
  readonly jobsPerDay: number;
  /** IANA name of the zone that the profile's hours are meant in. */
  readonly timezone: string;
  readonly seed: number;
}

const DAY = 86_400;
/** Seconds for which the weight is taken as constant. */
const SLICE = 300;
const SLICES_A_DAY = DAY / SLICE;

/** Pipelines as the profile describes: they come at random (a Poisson process), with log-normal durations. */
export function generateWorkload(generation: Generation): Workload {
  const { profile, start, days, jobsPerDay } = generation;
  return {
    title: `${profile.name}: ${some(jobsPerDay, 'job')} a day, ${profile.description}`,
    start,
    end: start + days * DAY,
    pipelines: () => generatePipelines(generation),
  };
}

function* generatePipelines(generation: Generation): Generator<WorkloadPipeline> {
  const { profile, start, days, jobsPerDay, timezone, seed } = generation;
  const random = new SeededRandom(seed);
  const source = sourceOf(generation, random);
  const perWeight = (jobsPerDay * 7) / source.meanJobs / weekOf(profile);
  for (let slice = 0; slice < days * SLICES_A_DAY; slice += 1) {
    const from = start + slice * SLICE;
    const expected = weightAt(profile, DateTime.fromSeconds(from, { zone: timezone })) * perWeight;
    for (const at of arrivals(random, expected)) yield source.pipeline(wholeMillis(from + at * SLICE));
  }
}

function sourceOf(generation: Generation, random: SeededRandom): PipelineSource {
  const { profile, runners, start, days } = generation;
  const kinds = kindsOf(runners);
  const { pipelines } = profile;
  if (pipelines.kind === 'Batch') return batches(pipelines, kinds, random);
  return stagedPipelines(pipelines, { kinds, random, start, end: start + days * DAY });
}

/** Each runner gets the same share: its jobs have all its tags, or none if it runs untagged jobs. */
function kindsOf(runners: readonly RunnerSettings[]): JobKind[] {
  return runners.flatMap(({ tags, runUntagged }) => kindOf(runUntagged ? [] : tags, runners) ?? []);
}

function weekOf(profile: Profile): number {
  let sum = 0;
  for (let slice = 0; slice < 7 * SLICES_A_DAY; slice += 1) {
    sum += profile.weight(Math.floor(slice / SLICES_A_DAY) + 1, ((slice % SLICES_A_DAY) * SLICE) / 3600);
  }
  return sum;
}

const weightAt = (profile: Profile, local: DateTime): number =>
  profile.weight(local.weekday, local.hour + local.minute / 60);

/** The places in a slice, from 0 to 1 and in order, of so many expected arrivals: a Poisson process. */
function* arrivals(random: SeededRandom, expected: number): Generator<number> {
  if (expected <= 0) return;
  const gap = () => -Math.log(1 - random.next()) / expected;
  for (let at = gap(); at < 1; at += gap()) yield at;
}

const wholeMillis = (seconds: number): number => Math.round(seconds * 1000) / 1000;
