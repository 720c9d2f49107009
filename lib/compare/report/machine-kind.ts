import { hasPublicIpv4 } from '../../config/ec2/public-ipv4.ts';
import type { Ec2Settings } from '../../config/ec2/settings.ts';

/** What a machine's price depends on: the same for all machines of a runner. */
export interface MachineKind {
  readonly market: 'Spot' | 'OnDemand' | 'CodeBuild';
  readonly instanceType: string;
  readonly volumeType: string;
  readonly gibibytes: number;
  readonly hasPublicAddress: boolean;
  /** It is burstable, and pays for credits beyond those that it earns. */
  readonly hasUnlimitedCredits: boolean;
}

export function kindOfMachine(ec2: Ec2Settings): MachineKind {
  const { market, instanceTypes, disk, cpuCredits } = ec2;
  return {
    ...{ market: market.kind, instanceType: instanceTypes[0] },
    ...{ volumeType: disk.type, gibibytes: disk.gibibytes, hasPublicAddress: hasPublicIpv4(ec2) },
    hasUnlimitedCredits: cpuCredits === 'unlimited',
  };
}

/** Linux is paid by the second, a minute at least. https://aws.amazon.com/ec2/pricing/on-demand/ */
const LEAST_PAID = 60;

/**
 * The seconds that are paid for. Builds are paid by whole minutes.
 * https://aws.amazon.com/codebuild/pricing/
 */
export function paidSeconds({ market }: MachineKind, alive: number): number {
  return market === 'CodeBuild' ? Math.ceil(alive / 60) * 60 : Math.max(LEAST_PAID, alive);
}
