import { nameOf } from '../../lib/simulation/faults/faults.ts';
import type { Verdict } from './run-seed.ts';
import { shrinkFaults } from './shrink-faults.ts';

/** What came of one seed. */
export interface Report {
  readonly seed: number;
  readonly faults: number;
  readonly simulatedHours: number;
  readonly broken?: Broken;
}

export interface Broken {
  readonly seed: number;
  readonly rule: number;
  readonly what: string;
  /** The fewest with which the rule is still broken. */
  readonly faults: readonly string[];
}

export async function reportOf(verdict: Verdict): Promise<Report> {
  const { seed, faults, simulatedSeconds, breach } = verdict;
  const report = { seed, faults: faults.length, simulatedHours: simulatedSeconds / 3600 };
  if (breach === undefined) return report;
  const fewest = await shrinkFaults({ seed }, verdict);
  const { rule, what } = breach;
  return { ...report, broken: { seed, rule, what, faults: fewest.map(nameOf) } };
}
