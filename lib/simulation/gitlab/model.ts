import type { UnixSeconds } from '../../scaler/state/time.ts';

/** The statuses of a job that the simulated GitLab has: those that GitLab gives to jobs of plain pipelines. */
export type JobState = 'created' | 'pending' | 'running' | 'success' | 'failed' | 'canceled' | 'skipped';
export type EndState = Exclude<JobState, 'created' | 'pending' | 'running'>;

export interface SimulatedProject {
  readonly id: number;
  /** path_with_namespace: "acme/shop". */
  readonly path: string;
  readonly groupId: number;
}

export interface SimulatedPipeline {
  readonly id: number;
  readonly projectId: number;
  readonly sha: string;
  /** In the order in which they run. */
  readonly stages: readonly string[];
}

export interface SimulatedJob {
  readonly id: number;
  readonly projectId: number;
  readonly pipelineId: number;
  readonly name: string;
  readonly stage: string;
  readonly tags: readonly string[];
  /** Seconds that its script takes. */
  readonly duration: number;
  /** What the runner that has it proves itself with. */
  readonly token: string;
  readonly status: JobState;
  readonly createdAt: UnixSeconds;
  readonly queuedAt?: UnixSeconds;
  readonly startedAt?: UnixSeconds;
  readonly finishedAt?: UnixSeconds;
  readonly runnerId?: number;
  readonly failureReason?: string;
  /** A newer job stands in its place. */
  readonly retried: boolean;
  /** How many there were before it in its place. */
  readonly retries: number;
  /** The environment that it deploys to. */
  readonly environment?: string;
}

export type AccessLevel = 'not_protected' | 'ref_protected';
export type RunnerType = 'project_type' | 'group_type' | 'instance_type';

export interface SimulatedRunner {
  readonly id: number;
  /** Its authentication token, `glrt-…`. */
  readonly token: string;
  readonly type: RunnerType;
  /** Of a project_type runner. */
  readonly projectId?: number;
  /** Of a group_type runner. */
  readonly groupId?: number;
  readonly description: string;
  /** ref_protected: only jobs of protected branches and tags. */
  readonly accessLevel?: AccessLevel;
  /** Seconds. */
  readonly maximumTimeout?: number;
  readonly maintenanceNote?: string;
  readonly tags: readonly string[];
  readonly runUntagged: boolean;
  readonly locked: boolean;
  readonly paused: boolean;
  readonly createdAt: UnixSeconds;
  readonly contactedAt?: UnixSeconds;
  /** Of the runner manager that called last. */
  readonly systemId?: string;
}

/** A job as it is pushed. */
export interface NewJob {
  readonly name: string;
  readonly stage?: string;
  readonly tags?: readonly string[];
  /** Seconds that its script takes; 30 if it is not said. */
  readonly duration?: number;
  readonly environment?: string;
}

export type NewRunner = Pick<SimulatedRunner, 'type' | 'projectId' | 'groupId' | 'description'> &
  Partial<
    Pick<
      SimulatedRunner,
      'tags' | 'runUntagged' | 'locked' | 'paused' | 'accessLevel' | 'maximumTimeout' | 'maintenanceNote'
    >
  >;

export const isEnded = (job: SimulatedJob): boolean =>
  job.status !== 'created' && job.status !== 'pending' && job.status !== 'running';
