import type { Ec2Settings } from './settings.ts';

/** A burstable type: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html */
interface Burstable {
  readonly vcpus: number;
  /** The share of each vCPU that it may use for ever: what it earns credits for. */
  readonly baseline: number;
}

/** t3, t3a and t4g are alike. */
const NEWER: Readonly<Record<string, Burstable>> = {
  nano: { vcpus: 2, baseline: 0.05 },
  micro: { vcpus: 2, baseline: 0.1 },
  small: { vcpus: 2, baseline: 0.2 },
  medium: { vcpus: 2, baseline: 0.2 },
  large: { vcpus: 2, baseline: 0.3 },
  xlarge: { vcpus: 4, baseline: 0.4 },
  '2xlarge': { vcpus: 8, baseline: 0.4 },
};
const T2: Readonly<Record<string, Burstable>> = {
  nano: { vcpus: 1, baseline: 0.05 },
  micro: { vcpus: 1, baseline: 0.1 },
  small: { vcpus: 1, baseline: 0.2 },
  medium: { vcpus: 2, baseline: 0.2 },
  large: { vcpus: 2, baseline: 0.3 },
  xlarge: { vcpus: 4, baseline: 0.225 },
  '2xlarge': { vcpus: 8, baseline: 0.17 },
};
const FAMILIES: Readonly<Record<string, Readonly<Record<string, Burstable>>>> = {
  t2: T2,
  t3: NEWER,
  t3a: NEWER,
  t4g: NEWER,
};

/**
 * Dollars for a vCPU-hour of surplus, in all regions and markets alike.
 * https://aws.amazon.com/ec2/pricing/on-demand/#T2.2FT3.2FT4g_Unlimited_Mode_Pricing
 */
const SURPLUS = 0.05;
const SURPLUS_OF_ARM = 0.04;

/** Of a family of burstable types; none of another. */
export const burstableSizes = (family: string): string[] => Object.keys(FAMILIES[family] ?? {});

/** Undefined for a type whose CPU is all its own. */
export function burstable(instanceType: string): Burstable | undefined {
  const [family = '', size = ''] = instanceType.split('.');
  return FAMILIES[family]?.[size];
}

/**
 * Dollars for the credits that a machine of an unlimited type has used and not earned when it ends.
 * @param alive seconds that it existed, in which it earned
 * @param busy seconds of them in which it used all of its CPU
 */
export function surplusDollars(instanceType: string, alive: number, busy: number): number {
  const type = burstable(instanceType);
  if (type === undefined) return 0;
  const vcpuSeconds = type.vcpus * Math.max(0, busy - alive * type.baseline);
  return (vcpuSeconds / 3600) * (instanceType.startsWith('t4g.') ? SURPLUS_OF_ARM : SURPLUS);
}

/** Dollars an hour that credits may cost on top of the instance: those of a machine that is busy all the time. */
export function surplusAtMost({ cpuCredits, instanceTypes }: Ec2Settings): number {
  if (cpuCredits !== 'unlimited') return 0;
  return Math.max(...instanceTypes.map((type) => surplusDollars(type, 3600, 3600)));
}
