import type { Machine } from './machine.ts';

/** How long a job waited that a machine was launched for, in its parts, in seconds. */
export interface FirstWait {
  /** Until its webhook had come: GitLab's part. */
  readonly hearing: number;
  /** Until EC2 was asked for the machine: our reading and deciding, and what `concurrent` or a limit held up. */
  readonly asking: number;
  /** Until the machine's kernel ran: EC2's part. */
  readonly starting: number;
  /** Until the machine asked for its runner: its boot, and what it installs. */
  readonly booting: number;
  /** Until it had its runner. */
  readonly registering: number;
  /** Until we heard that it had taken the job: its poll, GitLab's answer and webhook. The job's own time counts from there. */
  readonly taking: number;
}
type WaitPart = keyof FirstWait;

/** In the order in which they come. */
export const WAIT_PARTS = [
  'hearing',
  'asking',
  'starting',
  'booting',
  'registering',
  'taking',
] as const satisfies WaitPart[];

/** The wait of a machine's first job. Undefined of one that was launched before its first job waited, or has run none. */
export function firstWaitOf(machine: Machine): FirstWait | undefined {
  const { launchedAt, readyAt, firstJobAt, firstWaited, firstHeardAfter = 0 } = machine;
  if (readyAt === undefined || firstJobAt === undefined || firstWaited === undefined) return undefined;
  const { askedAt = readyAt, kernelAt = launchedAt } = machine;
  const untilLaunch = launchedAt - (firstJobAt - firstWaited);
  if (untilLaunch < 0) return undefined;
  const hearing = Math.min(firstHeardAfter, untilLaunch);
  return {
    ...{ hearing, asking: untilLaunch - hearing },
    ...{ starting: kernelAt - launchedAt, booting: askedAt - kernelAt, registering: readyAt - askedAt },
    taking: Math.max(0, firstJobAt - readyAt),
  };
}

/** The middle of each part; undefined of none. */
export function middleOf(waits: readonly FirstWait[]): FirstWait | undefined {
  if (waits.length === 0) return undefined;
  return ofEach((part) => {
    const sorted = waits.map((wait) => wait[part]).toSorted((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  });
}

export function ofEach(seconds: (part: WaitPart) => number): FirstWait {
  return Object.fromEntries(WAIT_PARTS.map((part) => [part, seconds(part)])) as unknown as FirstWait;
}
