import type { UnixSeconds } from '../../scaler/state/time.ts';

/** The statuses of a job that the simulated GitLab has: those that GitLab gives to jobs of plain pipelines. */
export type JobState = EndState | 'created' | 'manual' | 'pending' | 'running' | 'canceling';
export type EndState = 'success' | 'failed' | 'canceled' | 'skipped';

/** What a runner says it can do when it asks for a job: `info.features` of gitlab-runner, as far as it matters here. */
export interface RunnerFeatures {
  /** It accepts a job that it was given before it runs it: until then the job stays pending. */
  readonly twoPhaseJobCommit: boolean;
  /** It runs a canceled job's after_script, and says when that has ended: until then the job is canceling. */
  readonly cancelGracefully: boolean;
}

export const TODAYS_RUNNER: RunnerFeatures = { twoPhaseJobCommit: true, cancelGracefully: true };
export const OLD_RUNNER: RunnerFeatures = { twoPhaseJobCommit: false, cancelGracefully: false };

export interface SimulatedProject {
  readonly id: number;
  /** path_with_namespace: "acme/shop". */
  readonly path: string;
  readonly groupId: number;
  /** Group runners are switched off in it. */
  readonly withoutGroupRunners?: boolean;
  /** Nobody has added a webhook to it. */
  readonly withoutHook?: true;
  /** It may use GitLab's own instance runners, which take untagged jobs; or might, if their compute minutes were not used up. */
  readonly instanceRunners?: 'Available' | 'UsedUp';
  /** Whatever is asked of its jobs is answered by 500. */
  readonly isBroken?: boolean;
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
  /** From when it is handed out on, so while it is pending too. */
  readonly runnerId?: number;
  /** Until then its runner may accept it. */
  readonly acceptBy?: UnixSeconds;
  readonly cancelsGracefully?: boolean;
  readonly failureReason?: string;
  /** A newer job stands in its place. */
  readonly retried: boolean;
  /** How many there were before it in its place. */
  readonly retries: number;
  /** The environment that it deploys to. */
  readonly environment?: string;
  /** Of a protected branch or tag. */
  readonly isProtected: boolean;
  /** It waits for somebody to start it, and what comes after it does not wait for that. */
  readonly isManual: boolean;
  /** Its script does. */
  readonly fails: boolean;
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
  /** It cannot be enabled for other projects. */
  readonly locked: boolean;
  /** Those that a project_type runner was enabled for. */
  readonly otherProjects: readonly number[];
  readonly paused: boolean;
  readonly createdAt: UnixSeconds;
  readonly contactedAt?: UnixSeconds;
  /** Of the runner manager that called last. */
  readonly systemId?: string;
}

/** Of GitLab's own words: a schedule is no activity of the project. */
export type PipelineSource = 'push' | 'schedule';

/** A job as it is pushed. */
export interface NewJob {
  readonly name: string;
  readonly stage?: string;
  readonly tags?: readonly string[];
  /** Seconds that its script takes; 30 if it is not said. */
  readonly duration?: number;
  readonly environment?: string;
  readonly isProtected?: boolean;
  readonly isManual?: boolean;
  readonly fails?: boolean;
}

export type NewRunner = Pick<SimulatedRunner, 'type' | 'projectId' | 'groupId' | 'description'> &
  Partial<
    Pick<
      SimulatedRunner,
      'tags' | 'runUntagged' | 'locked' | 'paused' | 'accessLevel' | 'maximumTimeout' | 'maintenanceNote'
    >
  >;

export const END_STATES: readonly JobState[] = [
  'success',
  'failed',
  'canceled',
  'skipped',
] satisfies EndState[];

export const JOB_STATES: readonly JobState[] = [
  ...END_STATES,
  ...(['created', 'manual', 'pending', 'running', 'canceling'] as const),
];

export const isEnded = ({ status }: SimulatedJob): boolean => END_STATES.includes(status);

/** Nothing more comes of it by itself. */
export const isOver = (job: SimulatedJob): boolean => isEnded(job) || job.status === 'manual';

/** Pending, and with a runner that has not accepted it yet: no other is given it. */
export const isHandedOut = ({ status, runnerId }: SimulatedJob): boolean =>
  status === 'pending' && runnerId !== undefined;
