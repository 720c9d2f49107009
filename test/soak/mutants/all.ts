import { JOBS } from './jobs.ts';
import { LAUNCHES } from './launches.ts';
import type { Mutant } from './mutant.ts';
import { RECORDS } from './records.ts';
import { REMOVALS } from './removals.ts';

export const MUTANTS: readonly Mutant[] = [...REMOVALS, ...LAUNCHES, ...JOBS, ...RECORDS];
