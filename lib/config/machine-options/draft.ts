import type { DiskSettings, Ec2ApiSettings, Ec2Settings, EngineSettings } from '../settings.ts';

/** The options as they are read, one after the other, before they are made into settings. */
export interface Draft {
  region: string;
  vpcId?: string;
  subnetIds: string[];
  zone: string;
  securityGroups: string[];
  /** None: the driver's own. */
  instanceTypes: string[];
  instanceProfile?: string;
  imageId?: string;
  keyPair?: string;
  userDataFile?: string;
  disk: DiskSettings;
  hasPublicAddress: boolean;
  hasDetailedMonitoring: boolean;
  isEbsOptimized: boolean;
  metadataHopLimit: number;
  tags: Record<string, string>;
  engine: EngineSettings;
  requestSpot: boolean;
  /** Dollars an hour; empty for the on-demand price. */
  spotPrice: string;
  endpoint?: string;
  /** Times that a call is made again. */
  retries: number;
}

const DRIVERS_GROUP = 'docker-machine';
export const DRIVERS_TYPE = 't2.micro';

/** The driver's own defaults, but for the disk, which is of the newer kind, and the image, which is ours. */
export function defaultDraft(): Draft {
  return {
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
}

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
