import type { DryRunAnswer } from '../lib/aws/dry-run.ts';

/** What a function can say of its place, which nobody else can: what its role may do, and whom it reaches. */
export interface Examination {
  readonly launches: readonly DryRunAnswer[];
  readonly gitlab: { readonly trouble?: string };
}

export interface Examining {
  readonly dryRun: () => Promise<readonly DryRunAnswer[]>;
  readonly gitlabTrouble: () => Promise<string | undefined>;
}

/** Is the function called by `bastionless doctor`, and not by the table's stream? */
export const isToBeExamined = (event: unknown): boolean => Object(event).examine === true;

/** Nothing is changed by it. */
export async function examine({ dryRun, gitlabTrouble }: Examining): Promise<Examination> {
  const [launches, trouble] = await Promise.all([dryRun(), gitlabTrouble()]);
  return { launches, gitlab: trouble === undefined ? {} : { trouble } };
}
