import type { Ec2Settings } from './settings.ts';

/** Do machines have a public IPv4 address, which AWS takes a price for? */
export const hasPublicIpv4 = ({
  hasPublicAddress,
  isIpv6Only,
}: Pick<Ec2Settings, 'hasPublicAddress' | 'isIpv6Only'>): boolean => hasPublicAddress && !isIpv6Only;
