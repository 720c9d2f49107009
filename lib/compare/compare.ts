import { BASTIONLESS, type ComparedName, type SystemName } from './names.ts';
import type { Simulated, SystemResult } from './report/result.ts';
import { type Scenario, simulate } from './systems.ts';

export interface ComparedSystem extends Simulated {
  readonly name: SystemName;
}

export interface Comparison {
  readonly scenario: Scenario;
  /** Ours first. */
  readonly systems: readonly ComparedSystem[];
}

/** Called with the system that is being simulated and its share done. */
type ComparisonProgress = (system: SystemName, share: number) => void;

/** Simulates bastionless and what it is compared with, one after the other, on the same jobs. Throws Error if a price is missing. */
export async function compare(
  scenario: Scenario,
  others: readonly ComparedName[],
  onProgress?: ComparisonProgress,
): Promise<Comparison> {
  const systems: ComparedSystem[] = [];
  for (const name of [BASTIONLESS, ...others] as const) {
    const done = await simulate(name, scenario, (share) => onProgress?.(name, share));
    systems.push({ name, ...done });
  }
  return { scenario, systems };
}

/** The results by the systems' names, for programs. */
export function resultsOf({ systems }: Comparison): Readonly<Record<string, SystemResult>> {
  return Object.fromEntries(systems.map(({ name, result }) => [name, result]));
}
