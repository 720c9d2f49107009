import type { Architecture } from './architecture.ts';

/** What shapes a launch: the `amazonec2-*` MachineOptions and keys of `[runners.bastionless]`. */
export interface Ec2Settings {
  readonly region: string;
  readonly vpcId?: string;
  /** None: the default subnet of the zone. */
  readonly subnets: readonly string[];
  /** The availability zone's letter, as docker-machine has it: "a". It counts if there are no subnets. */
  readonly zone: string;
  /** Ids, and names as docker-machine has them. */
  readonly securityGroups: readonly [string, ...string[]];
  /** All of one architecture. With requirements, one type that stands for all that fit. */
  readonly instanceTypes: readonly [string, ...string[]];
  /** EC2 chooses among all types that fit, instead of named ones. */
  readonly requirements?: InstanceRequirements;
  /** Is a subnet used only if those before it have no capacity? */
  readonly areSubnetsInOrder?: boolean;
  /** On demand: the cheapest type, or the first with capacity. */
  readonly onDemandStrategy?: 'lowest-price' | 'prioritized';
  /** Id of the Capacity Reservation that machines on demand are launched into. */
  readonly capacityReservation?: string;
  /** Id. */
  readonly placementGroup?: string;
  readonly cpuOptions?: CpuOptions;
  /** Set if all types are burstable; none: they have no credits, or EC2’s default holds. */
  readonly cpuCredits?: 'standard' | 'unlimited';
  readonly instanceProfile?: string;
  /** None: the newest Amazon Linux 2023. */
  readonly imageId?: string;
  readonly keyPair?: string;
  /** A file beside config.toml that machines run too; it is read at the deployment. */
  readonly userDataFile?: string;
  readonly disk: DiskSettings;
  /** A public IPv4 address, unless `isIpv6Only`: see hasPublicIpv4. */
  readonly hasPublicAddress: boolean;
  /** Is an IPv6 address its only way out? */
  readonly isIpv6Only?: boolean;
  readonly hasDetailedMonitoring: boolean;
  readonly isEbsOptimized: boolean;
  /** Network hops that the answer of the instance's metadata service may take. */
  readonly metadataHopLimit: number;
  /** In a value, `%s` is the machine's name. */
  readonly tags: Readonly<Record<string, string>>;
  readonly market: Market;
}

/** What a machine must have. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceRequirementsRequest.html */
export interface InstanceRequirements {
  readonly vcpus: Range;
  readonly gibibytes: Range;
  readonly architecture: Architecture;
  readonly generations: 'current' | 'any';
  /** Types, with * for any letters. */
  readonly excluded: readonly string[];
  readonly hasInstanceStore: boolean;
  /** The most that spot may cost, in percent of the cheapest fitting type on demand. */
  readonly maxPricePercent: number;
}

interface Range {
  readonly least: number;
  readonly most: number;
}

export interface CpuOptions {
  readonly cores?: number;
  readonly threadsPerCore?: number;
  readonly hasNestedVirtualization?: boolean;
}

export interface DiskSettings {
  readonly gibibytes: number;
  readonly type: string;
  /** None: the type's own. */
  readonly iops?: number;
  /** MiB a second, of gp3; none: 125. */
  readonly throughput?: number;
  /** MiB a second at which it is filled from its snapshot; none: as blocks are read. */
  readonly initializationRate?: number;
  /** None: the image's, as far as it is known. */
  readonly device?: string;
  /** Id, ARN or alias of the key that encrypts it; none: the account's default for EBS. */
  readonly kmsKey?: string;
}

export type Market =
  | { readonly kind: 'OnDemand' }
  | {
      readonly kind: 'Spot';
      /** US dollars an hour, as written; none: up to the on-demand price. */
      readonly maxPrice?: string;
      /** Are machines bought on demand if spot has no capacity? */
      readonly onDemandFallback: boolean;
    };

/** How EC2's API is called, for all runners. */
export interface Ec2ApiSettings {
  /** None: the region's own. */
  readonly endpoint?: string;
  /** Tries of a call before it counts as failed. */
  readonly maxAttempts: number;
}
