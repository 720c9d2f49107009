export interface Revised {
  readonly revision: number;
}

export const isUnchanged = (stored: Revised | undefined, read: Revised): boolean =>
  stored?.revision === read.revision;

export const next = <T extends Revised>(record: T): T => ({ ...record, revision: record.revision + 1 });
