/** A secret as it was stored so many seconds ago at most; without a number, a few minutes. */
export type Secret = (maxAge?: number) => Promise<string>;

/**
 * Seconds. By a secret that is older nothing is refused, for it may be replaced by now: so often, at most, whoever sends a
 * wrong one makes a function read it.
 */
export const OLDEST_TO_REFUSE = 10;

/** Kept in memory, and nowhere else. */
export interface Secrets {
  /** The webhook's secret: sent plain in X-Gitlab-Token, or a `whsec_…` key that signs. */
  readonly webhookSecret: Secret;
}
