import type { GitLab } from '../../../lib/scaler/ports/gitlab.ts';
import type { VirtualClock } from '../../../lib/simulation/clock/virtual-clock.ts';
import type { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';

export interface OpenGitLab {
  readonly gitlab: GitLab;
  /** How many requests it has made. */
  readonly requests: () => number;
  /** What is behind it: here jobs are pushed and taken. It has project 380 in group 7, and 381 in group 8. */
  readonly world: SimulatedGitLab;
  readonly clock: VirtualClock;
}
