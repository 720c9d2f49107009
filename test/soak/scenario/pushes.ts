import type { RunnerSettings } from '../../../lib/config/settings.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { NewJob, PipelineSource } from '../../../lib/simulation/gitlab/model.ts';
import type { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { projectIn } from '../../../lib/simulation/world/projects.ts';
import type { Later } from './scenario.ts';
import { CALM_FROM, START } from './times.ts';

export interface Push {
  readonly at: UnixSeconds;
  readonly projectId: number;
  readonly jobs: readonly NewJob[];
  readonly source?: PipelineSource;
}

const STAGES = ['build', 'test'];
const LONGEST_JOB = 600;
const ENVIRONMENTS = [undefined, undefined, undefined, 'production', 'review/1'];
/** More than a page of GitLab's lists has. */
const MANY = 130;
const LONGEST_OF_MANY = 20;
const SEVERAL = 6;
/** Of one project, in the storm. */
const PIPELINES = 16;
const PIPELINE_EVERY = 220;
const BUILD_SECONDS = 60;
const MANY_MACHINES = 8;
const FIRST_SECONDS = 180;
const SHORT_EVERY = 20;
const SHORT_JOBS = 180;

/** Jobs that one runner can run, in a project of its place. */
export function pushesOf(random: SeededRandom, runners: readonly RunnerSettings[]): Push[] {
  const pushes = random.whole(10, 18);
  return Array.from({ length: pushes }, (): Push => {
    const runner = random.oneOf(runners);
    const jobs = Array.from({ length: random.whole(1, 6) }, (_, index) => jobFor(random, runner, index));
    return { at: timeOf(random), projectId: projectIn(runner.scope).id, jobs: ofOneBranch(jobs) };
  });
}

/** The same, of the first runner, in a project that is named. */
export function pushTo(
  random: SeededRandom,
  projectId: number,
  [runner]: readonly RunnerSettings[],
  source: PipelineSource = 'push',
): Push {
  const jobs = runner === undefined ? [] : [jobFor(random, runner, 0)];
  return { at: timeOf(random), projectId, jobs, source };
}

/** Several that wait at once. */
export function severalTo(
  random: SeededRandom,
  projectId: number,
  [runner]: readonly RunnerSettings[],
): Push {
  if (runner === undefined) return pushTo(random, projectId, []);
  const jobs = Array.from({ length: SEVERAL }, (_, index) => ({
    ...jobFor(random, runner, index),
    stage: 'test',
  }));
  return { at: timeOf(random), projectId, jobs: ofOneBranch(jobs) };
}

/** More jobs at once than GitLab shows on a page, all of them short. */
export function burstOf(random: SeededRandom, [runner]: readonly RunnerSettings[]): Push[] {
  if (runner === undefined) return [];
  const jobs = Array.from({ length: MANY }, (_, index) => ({
    ...jobFor(random, runner, index),
    ...{ stage: 'test', duration: random.whole(2, LONGEST_OF_MANY) },
  }));
  return [{ at: START + random.whole(60, 1200), projectId: projectIn(runner.scope).id, jobs }];
}

/** Pipelines of the same jobs, one after the other: what their second stage needs is launched ahead in vain when the first fails. */
export function deceptionOf(random: SeededRandom, [runner]: readonly RunnerSettings[]): Push[] {
  if (runner === undefined) return [];
  const { tags } = jobFor(random, runner, 0);
  const named = (name: string, stage: string) => ({ name, stage, tags: tags ?? [], isProtected: true });
  const tests = Array.from({ length: 3 }, (_, index) => ({
    ...named(`deceptive test ${index + 1}`, 'test'),
    duration: 10,
  }));
  return Array.from({ length: PIPELINES }, (_, index) => ({
    at: START + index * PIPELINE_EVERY + random.whole(0, PIPELINE_EVERY / 4),
    projectId: projectIn(runner.scope).id,
    jobs: [
      { ...named('deceptive build', 'build'), duration: BUILD_SECONDS, fails: random.next() < 0.5 },
      ...tests,
    ],
  }));
}

/** Jobs for many machines at once; then for an hour one short one after the other, for which one machine would do. */
export function trickleOf(
  random: SeededRandom,
  [runner]: readonly RunnerSettings[],
): Later<Omit<Push, 'at'>>[] {
  if (runner === undefined) return [];
  const projectId = projectIn(runner.scope).id;
  const { tags } = jobFor(random, runner, 0);
  const job = { name: 'short', tags: tags ?? [], isProtected: true, duration: 5 };
  const first = Array.from({ length: runner.machine.places * MANY_MACHINES }, () => ({
    ...job,
    ...{ name: 'first', duration: FIRST_SECONDS },
  }));
  return [
    { after: 0, projectId, jobs: first },
    ...Array.from({ length: SHORT_JOBS }, (_, index) => ({
      after: FIRST_SECONDS + index * SHORT_EVERY + random.between(0, SHORT_EVERY),
      ...{ projectId, jobs: [job] },
    })),
  ];
}

/** Its branch is protected, or it is not. */
const ofOneBranch = (jobs: readonly NewJob[]): NewJob[] =>
  jobs.map((job) => ({
    ...job,
    ...(jobs[0]?.isProtected !== undefined && { isProtected: jobs[0].isProtected }),
  }));

const timeOf = (random: SeededRandom): UnixSeconds => random.between(START, CALM_FROM);

/** One that the runner can run, if others can or not. */
function jobFor(random: SeededRandom, runner: RunnerSettings, index: number): NewJob {
  const { tags, runUntagged, onlyFor, inGitLab } = runner;
  const wanted = tags.filter((tag) => random.next() < 0.5 || tag === onlyFor);
  const environment = random.oneOf(ENVIRONMENTS);
  const some = wanted.length > 0 || runUntagged ? wanted : tags;
  return {
    name: `job-${index + 1}`,
    stage: random.oneOf(STAGES),
    tags: some,
    duration: Math.round(5 + (LONGEST_JOB - 5) * random.next() ** 2),
    ...(environment !== undefined && { environment }),
    ...(inGitLab.isProtected && { isProtected: random.next() < 0.8 }),
  };
}
