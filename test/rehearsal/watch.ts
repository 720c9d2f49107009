/** Longer than anything takes that goes well, on a busy computer: what has not come by then does not come. */
const PATIENCE_MS = 200_000;

/** What is waited for: looked at whenever something has happened. */
export class Watch {
  readonly #looks = new Set<() => void>();

  look(): void {
    for (const look of [...this.#looks]) look();
  }

  /** Rejects with what `tell` says if it never holds. */
  until(holds: () => boolean, tell: () => string): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#looks.delete(look);
        clearTimeout(timer);
        settle();
      };
      const look = () => {
        if (holds()) end(resolve);
      };
      const timer = setTimeout(() => end(() => reject(new Error(tell()))), PATIENCE_MS);
      this.#looks.add(look);
      look();
    });
  }
}
