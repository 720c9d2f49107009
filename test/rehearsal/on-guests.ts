import { guestBase, removeLeftovers, whyNoGuest } from './guest/guest-base.ts';
import { type Rehearsal, type RehearsalOptions, rehearse } from './rehearsal.ts';

/** For which a guest may be made, by the first test that needs it. */
const MAKING_MS = 900_000;

/** Tests that boot guests: skipped, and the reason told, where none can be booted. */
export function onGuests(name: string, tests: () => void): void {
  const reason = whyNoGuest();
  if (reason === undefined) {
    describe(name, () => {
      beforeAll(async () => {
        removeLeftovers();
        await guestBase();
      }, MAKING_MS);
      tests();
    });
    return;
  }
  process.stderr.write(`skipped: "${name}" on a real Linux: ${reason}\n`);
  describe.skip(`${name} (${reason})`, tests);
}

/** What happens between a boot and the end, of which nothing is left afterwards. */
export async function rehearsed(
  options: RehearsalOptions,
  story: (rehearsal: Rehearsal) => Promise<void>,
): Promise<void> {
  const rehearsal = await rehearse(options);
  try {
    await story(rehearsal);
    expect(rehearsal.errors).toEqual([]);
  } finally {
    await rehearsal.stop();
  }
}
