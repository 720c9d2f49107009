import type { Ec2ApiSettings, Ec2Settings } from '../ec2/settings.ts';
import type { EngineSettings } from '../settings.ts';

/** Settings of EC2 that an option sets as they are. */
type Plain =
  | ('region' | 'vpcId' | 'zone' | 'instanceProfile' | 'imageId' | 'keyPair' | 'userDataFile' | 'disk')
  | ('hasPublicAddress' | 'hasDetailedMonitoring' | 'isEbsOptimized' | 'metadataHopLimit' | 'tags');

/** What the options read so far say. */
export interface Draft extends Pick<Ec2Settings, Plain> {
  readonly subnetIds: readonly string[];
  readonly securityGroups: readonly string[];
  /** None: the driver's own. */
  readonly instanceTypes: readonly string[];
  readonly engine: EngineSettings;
  readonly requestSpot: boolean;
  /** Dollars an hour; empty for the on-demand price. */
  readonly spotPrice: string;
  readonly endpoint?: string;
  /** Times that a call is made again. */
  readonly retries: number;
}

const DRIVERS_GROUP = 'docker-machine';
export const DRIVERS_TYPE = 't2.micro';

/** The driver's own defaults, except the disk, which is of a newer type, and the image, which is ours. */
export const DEFAULTS: Draft = {
  region: 'us-east-1',
  zone: 'a',
  subnetIds: [],
  securityGroups: [],
  instanceTypes: [],
  tags: {},
  engine: { daemon: {}, environment: {} },
  disk: { gibibytes: 16, type: 'gp3' },
  hasPublicAddress: true,
  hasDetailedMonitoring: false,
  isEbsOptimized: false,
  metadataHopLimit: 2,
  requestSpot: false,
  spotPrice: '0.50',
  retries: 5,
};

export function ec2SettingsOf(draft: Draft): Ec2Settings {
  const { requestSpot, spotPrice, endpoint: _, retries: __, engine: ___, subnetIds, ...rest } = draft;
  const [group = DRIVERS_GROUP, ...groups] = draft.securityGroups;
  const [type = DRIVERS_TYPE, ...types] = new Set(draft.instanceTypes);
  return {
    ...rest,
    subnets: [...new Set(subnetIds)],
    instanceTypes: [type, ...types],
    securityGroups: [group, ...groups],
    market: requestSpot ? spotMarket(spotPrice) : { kind: 'OnDemand' },
  };
}

/** https://docs.gitlab.com/runner/configuration/runner_autoscale_aws/#cutting-down-costs-with-amazon-ec2-spot-instances */
function spotMarket(price: string): Ec2Settings['market'] {
  return { kind: 'Spot', onDemandFallback: false, ...(price !== '' && { maxPrice: price }) };
}

export function ec2ApiOf({ endpoint, retries }: Draft): Ec2ApiSettings {
  return { maxAttempts: retries + 1, ...(endpoint !== undefined && { endpoint }) };
}
