import type { Ec2ApiSettings, Ec2Settings } from './ec2/settings.ts';
import type { TomlTable } from './file/toml-value.ts';

/**
 * What a config.toml says, validated: the one configuration value that everything else is given.
 * Times are in seconds; keys are named after those of GitLab Runner.
 */
export interface Settings {
  /** Jobs that may run at once over all runners, so machines that may exist at once. */
  readonly concurrent: number;
  /** The GitLab that all runners belong to, without a slash at its end. */
  readonly gitlabUrl: string;
  /** A file with GitLab’s own CA, by a path from config.toml's folder: see readGitlabCa. None: a public one. */
  readonly caFile?: string;
  readonly ec2Api: Ec2ApiSettings;
  readonly runners: readonly RunnerSettings[];
}

/** One `[[runners]]` entry, or one of its sizes: machines that are alike. */
export interface RunnerSettings {
  /** The entry's name; of a size `<entry>/<size>`. */
  readonly name: string;
  /** Machines of this runner that may exist at once; 0 = no limit. */
  readonly limit: number;
  readonly entry: RunnersEntry;
  readonly scope: RunnerScope;
  readonly tags: readonly string[];
  readonly runUntagged: boolean;
  /** The tag that a job must have for a machine to be launched for it; none: all that the tags allow. */
  readonly onlyFor?: string;
  readonly inGitLab: RunnerInGitLab;
  readonly machine: MachineSettings;
  readonly interruption: InterruptionSettings;
  readonly lookahead: LookaheadSettings;
  readonly ec2: Ec2Settings;
  readonly engine: EngineSettings;
  readonly permissions: JobPermissions;
  /** Who may in AWS opens a shell on its machines with SSM Session Manager, without an inbound port. */
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
  /** In whose words its machines are written. */
  readonly executor: 'docker+machine' | 'docker-autoscaler';
  /** Machines of all of them that may exist at once; 0 = no limit. */
  readonly limit: number;
}

/** Where in GitLab a machine's runner is created: it needs no more rights than that place. */
export type RunnerScope =
  | { readonly kind: 'Project'; readonly id: number }
  | { readonly kind: 'Group'; readonly id: number }
  | { readonly kind: 'Instance' };

/** What a machine's runner is in GitLab beside its tags. https://docs.gitlab.com/api/users/#create-a-runner-linked-to-a-user */
export interface RunnerInGitLab {
  /** Only jobs of protected branches and tags are given to it. */
  readonly isProtected: boolean;
  /** It cannot be enabled for other projects. */
  readonly isLocked: boolean;
  /** Seconds that a job may run; none: as long as its project says. */
  readonly maximumTimeout?: number;
  readonly maintenanceNote?: string;
}

/** What jobs may do in AWS, beside their cache, with the role of their machine. */
export interface JobPermissions {
  /** ECR repositories that images may be pushed to. */
  readonly ecrPush: readonly string[];
  /** ECS services that may be updated, as `cluster/service`. */
  readonly ecsUpdate: readonly string[];
  /** The health of ELB's targets may be seen. */
  readonly elbHealth: boolean;
}

/** What machines run, beside what their image has. */
export interface SoftwareSettings {
  /** Of gitlab-runner, such as 19.3.0. */
  readonly runnerVersion: string;
  /** Images that are pulled before a job asks for them. */
  readonly prefetch: readonly string[];
}

/** How Docker's engine on a machine runs, and what lies around it. */
export interface EngineSettings {
  /** Its daemon.json. https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file */
  readonly daemon: TomlTable;
  /** Variables of the engine, of gitlab-runner and of the machine's boot: proxies. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the cache of `[runners.cache]` is. */
export type CacheSettings =
  /** config.toml names no place: in a bucket of the deployment. */
  | ({ readonly kind: 'Deployment' } & CacheRights)
  | ({ readonly kind: 'Bucket'; readonly name: string } & CacheRights)
  /** Not in S3, or not in AWS: none of ours to give access to. */
  | { readonly kind: 'Elsewhere' };

/** What gitlab-runner needs beside the bucket, where it is told to use it. */
export interface CacheRights {
  /** Id, ARN or alias of the key that objects are encrypted with. */
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
  /** What holds outside all periods. */
  readonly idle: IdleSettings;
  /** The last whose period holds replaces `idle`, whole. */
  readonly periods: readonly IdlePeriod[];
}

export interface IdleSettings {
  readonly idleCount: number;
  /** Machines that stand ready at least, where idleScaleFactor has the say. */
  readonly idleCountMin: number;
  /** Machines that stand ready for each one in use, up to idleCount; 0 = idleCount alone has the say. */
  readonly idleScaleFactor: number;
  /** Seconds without a job after which a machine beyond idleCount is removed. */
  readonly idleTime: number;
}

export interface IdlePeriod extends IdleSettings {
  /** Cron expressions in GitLab Runner's dialect, as written. */
  readonly periods: readonly string[];
  /** IANA name of the time zone that the periods are meant in. */
  readonly timezone: string;
}

/** `[runners.bastionless]`: what is done when EC2 takes a machine. */
export interface InterruptionSettings {
  /** A recommendation to rebalance is heeded as an interruption's warning is. */
  readonly replaceOnRebalance: boolean;
  /** Jobs that are lost with their machine are retried. */
  readonly retry: boolean;
  /** But not one that has been retried so often already. */
  readonly retryLimit: number;
  /** Nor one with any of these tags. */
  readonly exceptTags: readonly string[];
  /** Nor one of these environments: names, or their beginnings and `*`. */
  readonly exceptEnvironments: readonly string[];
}

/** `[runners.bastionless]`: machines that are launched before their jobs wait. */
export interface LookaheadSettings {
  readonly isOn: boolean;
  /** What of the machine-hours of the last day may be in vain: 0 to 1. */
  readonly budget: number;
}
