import type { Mutant } from './mutants/mutant.ts';
import { runSeed } from './run-seed.ts';

/** Whether the simulation found a mutant, and the first seed that did. */
export interface Hunt {
  readonly name: string;
  readonly caught: boolean;
  readonly seed: number | null;
  /** What it was found by. */
  readonly what?: string;
}

/** Tries seed after seed until one breaks a rule, which it must not without the mutant. */
export async function hunt({ name, sabotage }: Mutant, first: number, seeds: number): Promise<Hunt> {
  for (let seed = first; seed < first + seeds; seed += 1) {
    const { breach } = await runSeed({ seed, sabotage });
    if (breach === undefined) continue;
    if ((await runSeed({ seed })).breach !== undefined) continue;
    return { name, caught: true, seed, what: `rule ${breach.rule}: ${breach.what}` };
  }
  return { name, caught: false, seed: null };
}
