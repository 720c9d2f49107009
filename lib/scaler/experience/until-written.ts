const TRIES = 3;

/**
 * Tries again where another process of the reconciler has written meanwhile: what that has written is then read, and added
 * to. Throws Error if others do so each time.
 *
 * @param write answers with whether it was
 */
export async function untilWritten(write: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) if (await write()) return;
  throw new Error(`others have written meanwhile, ${TRIES} times`);
}
