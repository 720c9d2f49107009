import type { Architecture } from './architecture.ts';

/** The `amazonec2-*` MachineOptions that shape a launch, and the keys of `[runners.bastionless]` that do. */
export interface Ec2Settings {
  readonly region: string;
  readonly vpcId?: string;
  /** None: the default subnet of the zone. */
  readonly subnets: readonly string[];
  /** Letter of the availability zone, as docker-machine has it: "a". Without subnets it says where. */
  readonly zone: string;
  /** Ids, and names as docker-machine has them. */
  readonly securityGroups: readonly [string, ...string[]];
  /** All of one architecture. With requirements, one that fits them: what such a machine is taken to be. */
  readonly instanceTypes: readonly [string, ...string[]];
  /** EC2 chooses among all types that fit, in the place of those that are named. */
  readonly requirements?: InstanceRequirements;
  /** A subnet is taken only where those before it have no capacity. */
  readonly areSubnetsInOrder?: boolean;
  /** On demand: the cheapest type, or the first that there is capacity for. */
  readonly onDemandStrategy?: 'lowest-price' | 'prioritized';
  /** Id of the Capacity Reservation that machines on demand are launched into. */
  readonly capacityReservation?: string;
  /** Id. */
  readonly placementGroup?: string;
  readonly cpuOptions?: CpuOptions;
  /** Of burstable types, if all are; none: they have no credits, or EC2’s default has the say. */
  readonly cpuCredits?: 'standard' | 'unlimited';
  readonly instanceProfile?: string;
  /** None: the newest Amazon Linux 2023. */
  readonly imageId?: string;
  readonly keyPair?: string;
  /** A file beside config.toml whose content machines run too; it is read when it is deployed. */
  readonly userDataFile?: string;
  readonly disk: DiskSettings;
  /** Of IPv4, unless `isIpv6Only`: see hasPublicIpv4. */
  readonly hasPublicAddress: boolean;
  /** An IPv6 address is its only way out. */
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
  /** Of the cheapest fitting type on demand: what spot may cost at most. */
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
  /** None: what the type has. */
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
      /** In US dollars an hour, as written; none means up to the on-demand price. */
      readonly maxPrice?: string;
      /** Are machines for which there is no spot capacity bought on demand? */
      readonly onDemandFallback: boolean;
    };

/** How EC2's API is called, for all runners. */
export interface Ec2ApiSettings {
  /** None: the region's own. */
  readonly endpoint?: string;
  /** Times that a call is made before it counts as failed. */
  readonly maxAttempts: number;
}
