export interface Revised {
  readonly revision: number;
}

export const isUnchanged = (stored: Revised | undefined, read: Revised): boolean =>
  stored?.revision === read.revision;

/** As isUnchanged, where the revision is 0 before there is a record. */
export const isStill = (stored: Revised | undefined, read: Revised): boolean =>
  (stored?.revision ?? 0) === read.revision;

export const next = <T extends Revised>(record: T): T => ({ ...record, revision: record.revision + 1 });
