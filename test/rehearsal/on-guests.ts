import { removeLeftovers, whyNoGuest } from './guest/guest-base.ts';
import { type Rehearsal, type RehearsalOptions, rehearse } from './rehearsal.ts';

/** Tests that boot guests: skipped, and the reason told, where none can be booted. */
export function onGuests(name: string, tests: () => void): void {
  const reason = whyNoGuest();
  if (reason === undefined) {
    removeLeftovers();
    describe(name, tests);
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
