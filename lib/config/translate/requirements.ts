import type { InstanceRequirements } from '../ec2/settings.ts';
import type { RequirementsEntry } from '../schema/requirements.ts';

export function requirementsOf(entry: RequirementsEntry): InstanceRequirements {
  const { vcpu, memory_gib, architectures, generations, exclude, instance_store, max_price_percent } = entry;
  return {
    vcpus: vcpu,
    gibibytes: memory_gib,
    architecture: architectures[0] ?? 'x86_64',
    generations,
    excluded: exclude,
    hasInstanceStore: instance_store,
    maxPricePercent: max_price_percent,
  };
}

/** The vCPUs of a family's sizes. */
const SIZES: readonly (readonly [vcpus: number, size: string])[] = [
  [2, 'large'],
  [4, 'xlarge'],
  [8, '2xlarge'],
  [16, '4xlarge'],
  [32, '8xlarge'],
  [48, '12xlarge'],
  [64, '16xlarge'],
  [96, '24xlarge'],
];
/** GiB of memory for a vCPU, of compute-optimized, general-purpose and memory-optimized families. */
const FAMILIES: readonly (readonly [ratio: number, x86: string, arm: string])[] = [
  [2, 'c7i', 'c7g'],
  [4, 'm7i', 'm7g'],
  [8, 'r7i', 'r7g'],
];

/**
 * A type that fits, for where one must be named: its price in `simulate`, its quota, its architecture. EC2 chooses among all
 * that fit.
 */
export function typicalType({ vcpus, gibibytes, architecture }: InstanceRequirements): string {
  const [count, size] = SIZES.find(([of]) => of >= vcpus.least) ?? [96, '24xlarge'];
  const [, x86, arm] = FAMILIES.find(([ratio]) => count * ratio >= gibibytes.least) ?? [8, 'r7i', 'r7g'];
  return `${architecture === 'arm64' ? arm : x86}.${size}`;
}
