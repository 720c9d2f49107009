import type { UnixSeconds } from '../time.ts';

/** A job by what it is called: the next pipeline has one of the same name. */
export interface JobName {
  readonly projectId: number;
  readonly name: string;
}

/** What the jobs of one name did lately, the last first, one for each pipeline. */
export interface Habit extends JobName {
  readonly stage: string;
  /** Of the last one that began to wait; none before one did. */
  readonly tags?: readonly string[];
  /** The `[[runners]]` entry whose machine ran the last one; none if no machine of ours did. */
  readonly runner?: string;
  readonly seen: readonly Occurrence[];
  /** When it was last heard of. */
  readonly at: UnixSeconds;
}

/** One job of that name. `NotRun`: it was skipped, or left to people to start. */
export type Occurrence = RunOccurrence | { readonly pipelineId: number; readonly kind: 'NotRun' };

export interface RunOccurrence {
  readonly pipelineId: number;
  readonly kind: 'Run';
  /** Seconds from its pipeline's beginning until it waited for a runner. */
  readonly lead: number;
  /** Seconds that it waited for one. */
  readonly waited: number;
  /** Seconds that it ran. */
  readonly ran: number;
}

/** Enough to tell the usual from the rare; a record of so many stays within the kilobyte that one write unit pays for. */
const REMEMBERED = 16;

export const hasRun = (occurrence: Occurrence): occurrence is RunOccurrence => occurrence.kind === 'Run';

/** With one more occurrence. Of those in one pipeline the first counts: a later one did not come by itself. */
export function seeing(before: readonly Occurrence[], occurrence: Occurrence): readonly Occurrence[] {
  if (before.some(({ pipelineId }) => pipelineId === occurrence.pipelineId)) return before;
  return [occurrence, ...before].slice(0, REMEMBERED);
}
