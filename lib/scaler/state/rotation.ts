/**
 * How far audits have come in looking at all projects of a group, or of GitLab, a few at a time. It is not part of the active
 * state, as no decision depends on it.
 */
export interface Rotation {
  /** Where the next page of projects begins, as GitLab's client said with the page before; 0 is the first page. */
  readonly from: number;
  /** The projects that we last heard of, the latest first. */
  readonly heard: readonly number[];
}
