import type { RunnerSettings } from '../../../lib/config/settings.ts';
import type { Job } from '../../../lib/scaler/state/jobs/job.ts';
import type { Launch } from '../../../lib/scaler/state/launches/launch.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { Check } from './breach.ts';
import { INEXACT } from './passings.ts';

/** How a launch says for how many jobs it is. */
const FOR_JOBS = /^(\d+) jobs? waiting/;
/** Seconds for which a reconciler, which is ended then, may go by what it has read. */
const READ_WITHIN = 120;

/**
 * Rule 9: of a runner one machine is tried for all the jobs together that GitLab gave to none of its machines before, until it
 * gives one of them to a machine. Jobs that other runners may be given besides are tried by themselves.
 */
export const trials: Check = ({ settings, world, report }) => {
  /** When jobs were put on record that wait no more. */
  const gone = new Map<number, UnixSeconds>();
  const runnerOf = new Map<number, string>();
  /** Runners and projects of jobs that were passed over, and given to a machine after all. */
  const given = new Set<string>();
  const isTried = (job: Job, runner: string): boolean => {
    const able = settings.runners.filter((one) => mayBeFor(one, job));
    const soon = world().clock.now() + INEXACT;
    const due = job.passedOver?.find((one) => one.runner === runner && one.againAt <= soon);
    return (
      due !== undefined &&
      able.every(({ name }) => job.passedOver?.some((one) => one.runner === name)) &&
      !able.some(({ name }) => given.has(`${name} ${job.projectId}`))
    );
  };
  const judge = ({ runner, reason }: Launch): void => {
    const wanted = Number(FOR_JOBS.exec(reason)?.[1] ?? 0);
    const { clock, table } = world();
    const waiting = [...table.jobs.values()].filter(({ status }) => status === 'pending');
    const tried = waiting.filter((job) => isTried(job, runner));
    const lately = [...gone].filter(([, at]) => clock.now() - at < READ_WITHIN);
    const most = waiting.length - tried.length + lately.length + togetherAmong(tried);
    if (wanted > most)
      report(9, `machines of ${runner} are for ${wanted} jobs, and ${tried.length} of them are tried again`);
  };
  return {
    onMachine: ({ runner, runnerId }) => {
      if (runnerId !== undefined) runnerOf.set(runnerId, runner);
    },
    onJob: ({ id, status, projectId, runnerId = 0 }) => {
      const isAgain = status === 'running' && world().table.jobs.get(id)?.passedOver !== undefined;
      if (isAgain) given.add(`${runnerOf.get(runnerId)} ${projectId}`);
    },
    onCall: ({ port, method, args: [first] }) => {
      if (port !== 'store') return;
      if (method === 'openLaunches') for (const launch of first as readonly Launch[]) judge(launch);
      if (!['record', 'replaceJob', 'removeJob'].includes(method)) return;
      const { id, status } = first as Job;
      if (status !== 'pending' || method === 'removeJob') gone.set(id, world().clock.now());
    },
  };
};

/** By all that is known of a job before it is tried. */
function mayBeFor(
  { tags, runUntagged, onlyFor, scope }: RunnerSettings,
  { projectId, lookup }: Job,
): boolean {
  if (lookup.kind !== 'Confirmed') return false;
  if (scope.kind === 'Project' && scope.id !== projectId) return false;
  if (onlyFor !== undefined && !lookup.tags.includes(onlyFor)) return false;
  return lookup.tags.length === 0 ? runUntagged : lookup.tags.every((tag) => tags.includes(tag));
}

/** The places that they want: one for those that the same runners may be given, which may be any that one is among. */
function togetherAmong(tried: readonly Job[]): number {
  const names = new Set(tried.flatMap(({ passedOver = [] }) => passedOver.map(({ runner }) => runner)));
  return tried.length === 0 ? 0 : 2 ** (names.size - 1);
}
