import { type Fault, nameOf } from '../../lib/simulation/faults/faults.ts';
import { runSeed, type Trial, type Verdict } from './run-seed.ts';
import { shrink } from './shrink.ts';

const TRIES = 300;

/** The shortest list of a world's faults with which the same rule is broken. */
export async function shrinkFaults(trial: Trial, { faults, breach }: Verdict): Promise<readonly Fault[]> {
  const names = [...new Map(faults.map((fault) => [nameOf(fault), fault])).values()];
  const breaksAgain = async (part: readonly Fault[]): Promise<boolean> => {
    const again = await runSeed({ ...trial, only: new Set(part.map(nameOf)) });
    return again.breach?.rule === breach?.rule;
  };
  return shrink(names, breaksAgain, TRIES);
}
