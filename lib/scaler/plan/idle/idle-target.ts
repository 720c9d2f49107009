import type { IdlePolicy } from './idle-policy.ts';

/** How many places are to stand ready, and by which rule. */
export interface IdleTarget {
  readonly count: number;
  /** For people: "IdleCount 3 of period '…'". */
  readonly rule: string;
}

/**
 * GitLab Runner makes machines ahead of demand until IdleCount are available. With IdleScaleFactor it stops at
 * that factor times the machines in use, but has at least IdleCountMin. Where a machine runs several jobs, all of these
 * count jobs, as they do for docker-autoscaler.
 * https://docs.gitlab.com/runner/configuration/autoscale/#how-idlescalefactor-is-used
 * https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnersautoscalerpolicy-sections
 */
export function idleTarget(policy: IdlePolicy, inUse: number): IdleTarget {
  const { idleCount, idleCountMin, idleScaleFactor, period } = policy;
  const where = period === null ? '' : ` of period '${period}'`;
  const most = { count: idleCount, rule: `IdleCount ${idleCount}${where}` };
  if (idleScaleFactor === 0) return most;

  const scaled = Math.floor(inUse * idleScaleFactor);
  if (Math.max(scaled, idleCountMin) >= idleCount) return most;
  if (scaled >= idleCountMin) {
    return {
      count: scaled,
      rule: `IdleScaleFactor ${idleScaleFactor}${where} of ${inUse} in use, ${scaled},`,
    };
  }
  return { count: idleCountMin, rule: `IdleCountMin ${idleCountMin}${where}` };
}
