import type { DryRunAnswer } from '../../lib/aws/ec2/dry-run.ts';
import type { Reached } from '../../lib/gitlab/reach.ts';

/** What a function can say of its place, which nobody else can: what its role may do, and whom it reaches. */
interface Examination {
  readonly launches: readonly DryRunAnswer[];
  readonly gitlab: Reached;
}

interface Examining {
  readonly dryRun: () => Promise<readonly DryRunAnswer[]>;
  readonly reachGitLab: () => Promise<Reached>;
}

/** Is the function called by `bastionless doctor`, and not by the table's stream? */
export const isToBeExamined = (event: unknown): boolean => Object(event).examine === true;

/** Nothing is changed by it. */
export async function examine({ dryRun, reachGitLab }: Examining): Promise<Examination> {
  const [launches, gitlab] = await Promise.all([dryRun(), reachGitLab()]);
  return { launches, gitlab };
}
