import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { plan } from '../../../lib/scaler/plan/plan.ts';
import { byStatus } from '../../../lib/scaler/state/jobs/by-status.ts';
import type { State } from '../../../lib/scaler/state/state.ts';
import { anIdle, aRunner, someSettings } from '../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, times } from '../../builders/state.ts';
import type { Progress } from '../progress.ts';
import { type Timed, timedOf } from '../statistics.ts';

export interface PlanFigure {
  readonly runners: number;
  readonly machines: number;
  readonly jobs: number;
  readonly ms: Timed;
  /** Mebibytes that a plan takes beside the state, before the garbage collector comes. */
  readonly heapMb: number;
}

const SIZES = [10, 100, 1000, 10_000, 100_000];
const RUNNERS = 5;
const MANY_RUNNERS = 50;
/** Of ten machines so many are in each state. */
const STATES = [
  'Used',
  'Used',
  'Used',
  'Used',
  'Idle',
  'Idle',
  'Idle',
  'Idle',
  'Creating',
  'Removing',
] as const;

/** The pure decision, on as many machines as jobs: of the jobs two in five run, and the others wait. */
export function measurePlan(progress: Progress): PlanFigure[] {
  return [...SIZES.map((size) => measure(size, RUNNERS, progress)), measure(10_000, MANY_RUNNERS, progress)];
}

function measure(size: number, runners: number, progress: Progress): PlanFigure {
  progress(`planning for ${size} machines of ${runners} runners`);
  const settings = settingsOf(runners);
  const state = stateOf(size, runners);
  const decide = () => plan(state, settings, NOW);
  const runs = size > 10_000 ? 9 : 41;
  for (let warm = 0; warm < runs / 4; warm += 1) decide();
  const heapMb = heapOf(decide);
  const ms = Array.from({ length: runs }, () => {
    const before = process.threadCpuUsage();
    const start = performance.now();
    decide();
    const wall = performance.now() - start;
    const { user, system } = process.threadCpuUsage(before);
    return { wall, cpu: (user + system) / 1000 };
  });
  return { runners, machines: size, jobs: size, ms: timedOf(ms), heapMb };
}

function settingsOf(count: number) {
  const runners = times(count, (number) =>
    aRunner({
      name: `runner-${number}`,
      tags: [`tag-${number}`],
      runUntagged: number === 1,
      machine: { idle: anIdle(5, 120) },
    }),
  );
  return someSettings({ concurrent: 1_000_000, runners });
}

function stateOf(size: number, runners: number): State {
  /** Neither in the order of their age nor of their runner. */
  const mixed = (number: number, below: number): number => (number * 7919) % below;
  const machines = times(size, (number) =>
    aMachine(STATES[number % STATES.length] ?? 'Idle', number, {
      runner: `runner-${mixed(number, runners) + 1}`,
      since: NOW - mixed(number, 600),
    }),
  );
  const jobs = times(size, (number) =>
    number % 5 < 2
      ? aJob('running', number, { runnerId: number })
      : aJob('pending', number, { tags: number % 3 === 0 ? [] : [`tag-${(number % runners) + 1}`] }),
  );
  return aState({ machines, jobs: byStatus(jobs) });
}

function heapOf(decide: () => unknown): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const before = process.memoryUsage().heapUsed;
  const decided = decide();
  const after = process.memoryUsage().heapUsed;
  return decided === undefined ? 0 : Math.max(0, after - before) / 2 ** 20;
}
