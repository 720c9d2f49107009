import type { DryRunAnswer } from '../../lib/aws/ec2/dry-run.ts';
import type { Reached } from '../../lib/gitlab/reach.ts';

/** What only the function itself can find out: what its role may do, and what it can reach. */
interface Examination {
  readonly launches: readonly DryRunAnswer[];
  readonly gitlab: Reached;
}

interface Examining {
  readonly dryRun: () => Promise<readonly DryRunAnswer[]>;
  readonly reachGitLab: () => Promise<Reached>;
}

/** Was the function called by `bastionless doctor`, and not by the table's stream? */
export const isToBeExamined = (event: unknown): boolean => Object(event).examine === true;

/** Nothing is changed by it. */
export async function examine({ dryRun, reachGitLab }: Examining): Promise<Examination> {
  const [launches, gitlab] = await Promise.all([dryRun(), reachGitLab()]);
  return { launches, gitlab };
}
