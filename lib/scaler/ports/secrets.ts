/** Kept in memory, and nowhere else. */
export interface Secrets {
  /** The webhook's secret: sent plain in X-Gitlab-Token, or a `whsec_…` key that signs. */
  webhookSecret(): Promise<string>;
}
