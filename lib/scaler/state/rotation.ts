/**
 * How far audits have come in looking at all projects of a group, or of GitLab, some at a time. It is not part of the
 * active state: no decision is made from it.
 */
export interface Rotation {
  /** Where the page of projects that is next begins, by what GitLab's client said of the one before; 0: at the first. */
  readonly from: number;
  /** The projects whose jobs were heard of last, the last first. */
  readonly heard: readonly number[];
}
