import type { UnixSeconds } from '../time.ts';
import type { PassedOver } from './passed-over.ts';

/**
 * The states of a job that matter to machines, in the order in which a job passes them. `dormant`: it is skipped, or
 * manual, and runs only if people want it to. GitLab has more: see `jobStatusOf` in lib/gitlab for which of them is which.
 */
export const JOB_STATUSES = ['created', 'dormant', 'pending', 'running', 'finished'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** How far a job has come: a record of it never goes back to a lower rank because of a webhook. */
export const rankOf = (status: JobStatus): number => JOB_STATUSES.indexOf(status);

/** No runner may have it yet. */
export const isAhead = ({ status }: Pick<JobEvent, 'status'>): boolean => rankOf(status) < rankOf('pending');

/** What one job webhook says. */
export interface JobEvent {
  /** build_id, unique in one GitLab. */
  readonly id: number;
  readonly projectId: number;
  readonly status: JobStatus;
  /** GitLab's own word for the status ("waiting_for_resource"), shown to people. */
  readonly gitlabStatus: string;
  /** The runner (GitLab's id) that began the job; none before one did. */
  readonly runnerId?: number;
  /** The runner that it was given to and that has not begun it: only GitLab's API tells, of a job that is pending. */
  readonly handedTo?: number;
  readonly name: string;
  /** When it entered its status, as far as was said. */
  readonly at: UnixSeconds;
  /** Seconds that it has waited for a runner, by GitLab's clock, as far as it was said. */
  readonly waited?: number;
  /** How often the job was retried before, as far as it was said. */
  readonly retries?: number;
  /** The environment that it deploys to. */
  readonly environment?: string;
  /** GitLab's word for why it failed ("script_failure"). */
  readonly failureReason?: string;
  readonly pipelineId?: number;
  /** The name of its stage in the pipeline. */
  readonly stage?: string;
  /** When it was created: with its pipeline, unless it is a retry. */
  readonly createdAt?: UnixSeconds;
  /** Seconds that it ran, of one that has ended. */
  readonly ran?: number;
}

/**
 * When it entered its status, by what GitLab says now: of a job that waits that is for how long it has waited, and not
 * when its pipeline was created.
 */
export function enteredAt({ status, waited, at }: JobEvent, now: UnixSeconds): UnixSeconds {
  return status === 'pending' && waited !== undefined ? now - waited : at;
}

/** A runner has it and has not begun it: it is pending, waits for nobody, and no other runner is given it. */
export const isHandedOut = ({ status, handedTo }: Pick<JobEvent, 'status' | 'handedTo'>): boolean =>
  status === 'pending' && handedTo !== undefined;

/** Only the event, without what a record adds to it. */
export function eventOf(of: JobEvent): JobEvent {
  const { id, projectId, status, gitlabStatus, name, at } = of;
  const { runnerId, handedTo, waited, retries, environment, failureReason } = of;
  const { pipelineId, stage, createdAt, ran } = of;
  return {
    ...{ id, projectId, status, gitlabStatus, name, at },
    ...(runnerId !== undefined && { runnerId }),
    ...(handedTo !== undefined && { handedTo }),
    ...(waited !== undefined && { waited }),
    ...(retries !== undefined && { retries }),
    ...(environment !== undefined && { environment }),
    ...(failureReason !== undefined && { failureReason }),
    ...(pipelineId !== undefined && { pipelineId }),
    ...(stage !== undefined && { stage }),
    ...(createdAt !== undefined && { createdAt }),
    ...(ran !== undefined && { ran }),
  };
}

/**
 * What only webhooks tell of a job. If GitLab's API told of the job first, a late webhook adds this. Most jobs were never
 * retried: then there is nothing to add.
 */
export function toldByWebhooks({
  environment,
  retries = 0,
}: JobEvent): Pick<JobEvent, 'environment' | 'retries'> {
  return {
    ...(environment !== undefined && { environment }),
    ...(retries > 0 && { retries }),
  };
}

/** An active job: from the first webhook that names it until its end is counted. */
export interface Job extends JobEvent {
  /** `at` of a job is when it entered its status, as far as we heard. */
  readonly lookup: JobLookup;
  /** The address of its page in GitLab, once GitLab has told. */
  readonly webUrl?: string;
  /** Runners whose ready machines GitLab did not give it to. */
  readonly passedOver?: readonly PassedOver[];
  /** Changes with every write of the record. */
  readonly revision: number;
}

/**
 * What GitLab's API said of the job when we asked. Webhooks lack the job's tags and may be late, so a job
 * counts only once GitLab itself has confirmed it.
 */
export type JobLookup =
  | { readonly kind: 'NotAsked' }
  | {
      readonly kind: 'NotFound';
      /** When GitLab first did not know it. */
      readonly since: UnixSeconds;
      readonly askedAt: UnixSeconds;
    }
  | {
      readonly kind: 'Confirmed';
      /** When GitLab first said that it has this status. */
      readonly since: UnixSeconds;
      readonly askedAt: UnixSeconds;
      /** Seconds that it had waited when its webhook came; none of one that GitLab told us of first. */
      readonly heardAfter?: number;
      readonly tags: readonly string[];
      /** Of the groups that runners are of, by id, those that the job’s project is not in. */
      readonly outsideOf?: readonly number[];
      /** The job is counted in a machine's builds already: this record is a late duplicate's. */
      readonly counted: boolean;
    };

/** Kept for some days after a job's end, so that a late duplicate is not counted again. */
export interface EndedJob {
  readonly id: number;
  readonly projectId: number;
  readonly name: string;
  readonly gitlabStatus: string;
  readonly endedAt: UnixSeconds;
  /** The machine whose builds it counts in; none if no machine of ours ran it. */
  readonly machine?: string;
  /** What it is charged with: see charge.ts. */
  readonly dollars?: number;
  /** Its machine's end took it, and we put this job in its place. */
  readonly retriedAs?: number;
}

/** When GitLab first said that it has this status, as far as is known. */
export const waitsSince = ({ lookup }: ConfirmedJob): UnixSeconds => lookup.since;

export const isConfirmed = (job: Job): job is ConfirmedJob => job.lookup.kind === 'Confirmed';

export type ConfirmedJob = Job & { readonly lookup: Extract<JobLookup, { kind: 'Confirmed' }> };
