import type { RunnerSettings } from '../../lib/config/settings.ts';
import type { Job, JobStatus } from '../../lib/scaler/state/jobs/job.ts';
import { fingerprintOf, type Launch } from '../../lib/scaler/state/launches/launch.ts';
import type { Setback } from '../../lib/scaler/state/launches/setback.ts';
import type { Machine, MachineState } from '../../lib/scaler/state/machines/machine.ts';
import type { RunningJobs } from '../../lib/scaler/state/places.ts';
import type { State } from '../../lib/scaler/state/state.ts';

/** The time at which tests happen: Tuesday 2026-11-24 10:00 UTC. */
export const NOW = Date.parse('2026-11-24T10:00:00Z') / 1000;

/** What distinguishes a machine in a test; the rest follows from its number. */
export type MachineTraits = Partial<
  Pick<
    Machine,
    | 'runner'
    | 'launchedAt'
    | 'since'
    | 'places'
    | 'builds'
    | 'counted'
    | 'fate'
    | 'spotRequestId'
    | 'bought'
    | 'chargedUntil'
    | 'isAhead'
    | 'readyAt'
    | 'firstJobAt'
    | 'firstWaited'
    | 'lastEnd'
    | 'revision'
  >
> & { readonly jobIds?: RunningJobs };

/** Machine n has instance `i-n`, name `machine-n` and, once registered, runner n in GitLab. */
export function aMachine(state: MachineState, number: number, traits: MachineTraits = {}): Machine {
  const { jobIds, ...more } = traits;
  const base = {
    instanceId: `i-${number}`,
    name: `machine-${number}`,
    runner: 'one',
    launchedAt: NOW,
    since: NOW,
    reason: 'a test needs it',
    builds: 0,
    counted: [],
    revision: 1,
    ...more,
  };
  switch (state) {
    case 'Creating':
      return { ...base, state };
    case 'Used':
      return { ...base, state, runnerId: number, jobIds: jobIds ?? [number] };
    default:
      return { ...base, state, runnerId: number };
  }
}

export type JobTraits = Partial<
  Pick<
    Job,
    | 'runnerId'
    | 'projectId'
    | 'at'
    | 'gitlabStatus'
    | 'name'
    | 'pipelineId'
    | 'stage'
    | 'createdAt'
    | 'waited'
    | 'ran'
  >
> & {
  readonly tags?: readonly string[];
  readonly counted?: boolean;
};

/** A job that GitLab has confirmed. */
export function aJob(status: JobStatus, id: number, traits: JobTraits = {}): Job {
  const { tags = [], counted = false, ...more } = traits;
  return {
    id,
    projectId: 380,
    status,
    gitlabStatus: status === 'finished' ? 'success' : status,
    name: `job-${id}`,
    at: NOW,
    lookup: { kind: 'Confirmed', since: NOW, askedAt: NOW, tags, counted },
    revision: 1,
    ...more,
  };
}

export function unconfirmed(job: Job): Job {
  return { ...job, lookup: { kind: 'NotAsked' } };
}

export function aLaunch(more: Partial<Launch> = {}): Launch {
  return {
    id: 'launch',
    runner: 'one',
    count: 1,
    market: 'Spot',
    reason: 'a test needs it',
    at: NOW,
    fingerprint: '0123456789abcdef',
    outcome: { kind: 'Unknown', tries: 1, againAt: NOW + 20 },
    revision: 1,
    ...more,
  };
}

/** Of a runner of which one machine is tried. */
export function aSetback(runner: RunnerSettings, more: Partial<Setback> = {}): Setback {
  return {
    ...{ runner: runner.name, failed: 2, counted: ['i-98', 'i-99'], reason: 'Client.InternalError: no disk' },
    ...{ at: NOW - 60, launchedAt: NOW - 120, waits: 1, againAt: NOW - 30 },
    ...{ fingerprint: fingerprintOf(runner), revision: 1 },
    ...more,
  };
}

export function aState(more: Partial<State> = {}): State {
  return { machines: [], launches: [], jobs: [], ...more };
}

export function times<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}
