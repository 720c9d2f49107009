import type { Drain } from './drain.ts';
import type { Job } from './job.ts';
import type { Launch } from './launch.ts';
import type { Machine } from './machine.ts';
import type { Setback } from './setback.ts';

/** All that is active: the basis of every decision. It grows with the current work, not with history. */
export interface State {
  readonly machines: readonly Machine[];
  readonly launches: readonly Launch[];
  /** Changes with every launch that is opened, changed or closed; none before the first. */
  readonly launching?: number;
  readonly jobs: readonly Job[];
  /** Of runners whose last machines left before they had run a job. */
  readonly setbacks?: readonly Setback[];
  /** While an operator drains. */
  readonly drain?: Drain;
}
