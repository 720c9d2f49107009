/** A secret as it was stored so many seconds ago at most; without a number, a few minutes. */
export type Secret = (maxAge?: number) => Promise<string>;

/**
 * Seconds. Nothing is refused by a secret that was read longer ago, for it may have been replaced: it is read again
 * first. So whoever sends wrong ones makes a function read it this often, and no more.
 */
export const OLDEST_TO_REFUSE = 10;

/** Kept in memory, and nowhere else. */
export interface Secrets {
  /** The webhook's secret: sent plain in X-Gitlab-Token, or a `whsec_…` key that signs. */
  readonly webhookSecret: Secret;
}
