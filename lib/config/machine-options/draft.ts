import type { Ec2Settings } from '../settings.ts';

/** The options as they are read, one after the other, before they are made into settings. */
export type Draft = { -readonly [Key in keyof Omit<Ec2Settings, 'market'>]: Ec2Settings[Key] } & {
  requestSpot: boolean;
  /** Dollars an hour; empty for the on-demand price. */
  spotPrice: string;
};

/** The driver's own defaults, but for the disk, which is of the newer kind, and the image, which is ours. */
export function defaultDraft(): Draft {
  return {
    region: 'us-east-1',
    zone: 'a',
    securityGroups: [],
    instanceType: 't2.micro',
    tags: {},
    disk: { gibibytes: 16, type: 'gp3' },
    hasPublicAddress: true,
    hasDetailedMonitoring: false,
    isEbsOptimized: false,
    metadataHopLimit: 2,
    requestSpot: false,
    spotPrice: '0.50',
  };
}
