/** How many of GitLab's next webhooks never arrive, as on a bad day. */
export class LostWebhooks {
  #left = 0;

  get left(): number {
    return this.#left;
  }

  loseNext(count: number): void {
    this.#left = count;
  }

  /** Is this one lost? */
  takes(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }
}
