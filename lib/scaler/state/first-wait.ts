import type { Machine } from './machine.ts';

/** How long a job waited that a machine was launched for, in its parts, in seconds. */
export interface FirstWait {
  /** Until EC2 was asked for the machine: GitLab's webhook, our reading and deciding, and what `concurrent` or a limit held up. */
  readonly asking: number;
  /** Until the machine had registered: EC2's start, its boot, what it installs. */
  readonly booting: number;
  /** Until we heard that it had taken the job: its poll, GitLab's answer and webhook. */
  readonly taking: number;
}

/** The wait of a machine's first job. Undefined of one that was launched before its first job waited, or has run none. */
export function firstWaitOf({
  launchedAt,
  readyAt,
  firstJobAt,
  firstWaited,
}: Machine): FirstWait | undefined {
  if (readyAt === undefined || firstJobAt === undefined || firstWaited === undefined) return undefined;
  const asking = launchedAt - (firstJobAt - firstWaited);
  if (asking < 0) return undefined;
  return { asking, booting: readyAt - launchedAt, taking: Math.max(0, firstJobAt - readyAt) };
}

/** The middle of each part; undefined of none. */
export function middleOf(waits: readonly FirstWait[]): FirstWait | undefined {
  if (waits.length === 0) return undefined;
  const middle = (of: keyof FirstWait): number =>
    waits.map((wait) => wait[of]).toSorted((one, other) => one - other)[Math.floor(waits.length / 2)] ?? 0;
  return { asking: middle('asking'), booting: middle('booting'), taking: middle('taking') };
}
