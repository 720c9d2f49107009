/** Seconds since 1970-01-01T00:00:00Z, fractions allowed. */
export type UnixSeconds = number;

/** ISO 8601, in UTC. */
export const isoTime = (at: UnixSeconds): string => new Date(at * 1000).toISOString();
