import type { Machine } from './machine.ts';

/** What came of machines that were launched ahead. */
export interface AheadCounts {
  readonly machines: number;
  /** How many of their first jobs were taken at once, and how many waited. A machine launched in vain has no first job. */
  readonly inTime: number;
  readonly late: number;
  /** Seconds that those jobs would have waited longer for machines launched when they began to wait. */
  readonly saved: number;
}

export const NONE_AHEAD: AheadCounts = { machines: 0, inTime: 0, late: 0, saved: 0 };

/** Seconds: gitlab-runner asks for a job every three. */
const IN_TIME = 5;

/**
 * Undefined for a machine that was launched for a job that waited.
 *
 * @param waited seconds that its first job had waited; undefined if it has run none, or if nobody told how long that waited
 */
export function aheadOf(
  { isAhead, readyAt, launchedAt }: Pick<Machine, 'isAhead' | 'readyAt' | 'launchedAt'>,
  waited: number | undefined,
): AheadCounts | undefined {
  if (!isAhead) return undefined;
  if (readyAt === undefined || waited === undefined) return { ...NONE_AHEAD, machines: 1 };
  const isInTime = waited <= IN_TIME;
  const saved = Math.max(0, readyAt - launchedAt - waited);
  return { machines: 1, inTime: isInTime ? 1 : 0, late: isInTime ? 0 : 1, saved };
}

export const added = (one: AheadCounts, other: AheadCounts): AheadCounts => ({
  machines: one.machines + other.machines,
  inTime: one.inTime + other.inTime,
  late: one.late + other.late,
  saved: one.saved + other.saved,
});
