/**
 * How far audits have come in looking at all projects of a group, or of GitLab, some at a time. It is no part of what is
 * active: no decision is made from it.
 */
export interface Rotation {
  /** The page of projects that is next, from 1 on. */
  readonly page: number;
  /** The projects whose jobs were heard of last, the last first. */
  readonly heard: readonly number[];
}
