import type { Ec2ApiSettings, Ec2Settings } from './ec2/settings.ts';
import type { TomlTable } from './file/toml-value.ts';

/**
 * What a config.toml says, validated: the one configuration value that everything else is given.
 * Times are in seconds; keys are named after those of GitLab Runner.
 */
export interface Settings {
  /** Jobs of all runners that may run at once, and so machines that may exist at once. */
  readonly concurrent: number;
  /** The address of the GitLab of all runners, without a slash at its end. */
  readonly gitlabUrl: string;
  /** The file with GitLab’s own CA, by its path from config.toml's folder: see readGitlabCa. None: a public CA. */
  readonly caFile?: string;
  readonly ec2Api: Ec2ApiSettings;
  readonly runners: readonly RunnerSettings[];
}

/** A `[[runners]]` entry or one of its sizes: machines of one kind. */
export interface RunnerSettings {
  /** The entry's name; of a size `<entry>/<size>`. */
  readonly name: string;
  /** Machines of this runner that may exist at once; 0 = no limit. */
  readonly limit: number;
  readonly entry: RunnersEntry;
  readonly scope: RunnerScope;
  readonly tags: readonly string[];
  readonly runUntagged: boolean;
  /** Machines are launched only for jobs with this tag; none: for all jobs that the tags allow. */
  readonly onlyFor?: string;
  readonly inGitLab: RunnerInGitLab;
  readonly machine: MachineSettings;
  readonly interruption: InterruptionSettings;
  readonly lookahead: LookaheadSettings;
  readonly ec2: Ec2Settings;
  readonly engine: EngineSettings;
  readonly permissions: JobPermissions;
  /** May SSM Session Manager open a shell on its machines? That needs no inbound port. */
  readonly hasSessionManager: boolean;
  readonly cache: CacheSettings;
  readonly software: SoftwareSettings;
  /**
   * The entry's keys and sections that a machine's own gitlab-runner reads (`[runners.docker]`,
   * `[runners.cache]`, `environment`, …), whole and as the user wrote them.
   */
  readonly passedOn: TomlTable;
}

/** The `[[runners]]` entry that a runner comes from. It and its sizes share the entry's limit. */
export interface RunnersEntry {
  readonly name: string;
  /** The executor that its keys are written for. */
  readonly executor: 'docker+machine' | 'docker-autoscaler';
  /** Machines of all of them that may exist at once; 0 = no limit. */
  readonly limit: number;
}

/** Where in GitLab a machine's runner is created: the token needs rights only there. */
export type RunnerScope =
  | { readonly kind: 'Project'; readonly id: number }
  | { readonly kind: 'Group'; readonly id: number }
  | { readonly kind: 'Instance' };

/** The attributes of a machine's runner in GitLab, except its tags. https://docs.gitlab.com/api/users/#create-a-runner-linked-to-a-user */
export interface RunnerInGitLab {
  /** Does it run only jobs of protected branches and tags? */
  readonly isProtected: boolean;
  /** Can it not be enabled for other projects? */
  readonly isLocked: boolean;
  /** Seconds that a job may run; none: the project's own limit. */
  readonly maximumTimeout?: number;
  readonly maintenanceNote?: string;
}

/** What jobs may do in AWS with the role of their machine, besides using their cache. */
export interface JobPermissions {
  /** ECR repositories that jobs may push images to. */
  readonly ecrPush: readonly string[];
  /** ECS services that jobs may update, as `cluster/service`. */
  readonly ecsUpdate: readonly string[];
  /** May jobs see the health of ELB's targets? */
  readonly elbHealth: boolean;
}

/** What machines install, besides what their image has. */
export interface SoftwareSettings {
  /** The version of gitlab-runner, such as 19.3.0. */
  readonly runnerVersion: string;
  /** Images that are pulled before a job asks for them. */
  readonly prefetch: readonly string[];
}

/** How Docker's engine runs on a machine, and its environment. */
export interface EngineSettings {
  /** Its daemon.json. https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file */
  readonly daemon: TomlTable;
  /** Variables of the engine, of gitlab-runner and of the machine's boot: proxies. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the cache of `[runners.cache]` is. */
export type CacheSettings =
  /** config.toml names no place: it is in a bucket of the deployment. */
  | ({ readonly kind: 'Deployment' } & CacheRights)
  | ({ readonly kind: 'Bucket'; readonly name: string } & CacheRights)
  /** Not in S3, or not in AWS: we cannot give access to it. */
  | { readonly kind: 'Elsewhere' };

/** What gitlab-runner needs besides the bucket, if config.toml says so. */
export interface CacheRights {
  /** Id, ARN or alias of the key that encrypts objects. */
  readonly kmsKey?: string;
  /** ARNs of the roles that are assumed to read and to write. */
  readonly roles?: readonly string[];
}

/** `[runners.machine]`, without the driver's options. */
export interface MachineSettings {
  /** MachineName: holds one `%s`, filled with what makes the name unique. */
  readonly namePattern: string;
  /** Jobs that a machine runs at once. */
  readonly places: number;
  /** MaxBuilds; 0 = no limit. */
  readonly maxBuilds: number;
  /** MaxGrowthRate: machines that may be Creating at once; 0 = no limit. */
  readonly maxGrowthRate: number;
  /** Seconds that a machine may take to register before it is given up. */
  readonly bootTimeout: number;
  /** Holds outside all periods. */
  readonly idle: IdleSettings;
  /** The last one that holds replaces all of `idle`. */
  readonly periods: readonly IdlePeriod[];
}

export interface IdleSettings {
  readonly idleCount: number;
  /** The fewest ready machines, if idleScaleFactor is set. */
  readonly idleCountMin: number;
  /** Ready machines for each one in use, up to idleCount; 0 = idleCount alone decides. */
  readonly idleScaleFactor: number;
  /** Seconds without a job after which a machine beyond idleCount is removed. */
  readonly idleTime: number;
}

export interface IdlePeriod extends IdleSettings {
  /** Cron expressions in GitLab Runner's dialect, as written. */
  readonly periods: readonly string[];
  /** IANA name of the periods' time zone. */
  readonly timezone: string;
}

/** `[runners.bastionless]`: what happens when EC2 takes a machine. */
export interface InterruptionSettings {
  /** Does a recommendation to rebalance count as the warning of an interruption? */
  readonly replaceOnRebalance: boolean;
  /** Are jobs retried that are lost with their machine? */
  readonly retry: boolean;
  /** A job that has already been retried this often is not. */
  readonly retryLimit: number;
  /** Nor is a job with any of these tags. */
  readonly exceptTags: readonly string[];
  /** Nor is one of these environments: names, or beginnings with `*`. */
  readonly exceptEnvironments: readonly string[];
}

/** `[runners.bastionless]`: launching machines before their jobs wait. */
export interface LookaheadSettings {
  readonly isOn: boolean;
  /** The share of the last day's machine-hours that may be in vain: 0 to 1. */
  readonly budget: number;
}
