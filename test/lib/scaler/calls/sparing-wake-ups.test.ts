import { sparing } from '../../../../lib/scaler/calls/sparing-wake-ups.ts';

type Wanted = readonly [now: number, at: number];
const wanted = (...times: Wanted[]): Wanted[] => times;

/** What is asked for in the end, of what is wanted at each time. */
async function askedFor(times: readonly Wanted[]): Promise<number[]> {
  const asked: number[] = [];
  let now = 0;
  const wakeUps = sparing({ wakeAt: async (at) => void asked.push(at) }, { now: () => now });
  for (const [time, at] of times) {
    now = time;
    await wakeUps.wakeAt(at);
  }
  return asked;
}

describe('a wake-up is asked for', () => {
  test.each<[string, Wanted[], number[]]>([
    ['once for the same time', wanted([0, 16], [1, 16]), [16]],
    ['not while one comes before', wanted([0, 16], [1, 17], [2, 18]), [16]],
    ['where it comes before the one on its way', wanted([0, 16], [1, 9]), [16, 9]],
    ['again when that has come', wanted([0, 16], [1, 17], [16, 32], [17, 33]), [16, 32]],
    [
      'of several on their way for none later than the first',
      wanted([0, 16], [1, 9], [9, 25], [16, 40]),
      [16, 9, 40],
    ],
    ['for what is due now', wanted([5, 5], [5, 5]), [5, 5]],
  ])('%s', async (_, times, asked) => {
    expect(await askedFor(times)).toEqual(asked);
  });

  test('again where asking failed', async () => {
    let tries = 0;
    const wakeAt = async () => {
      tries += 1;
      throw new Error('throttled');
    };
    const wakeUps = sparing({ wakeAt }, { now: () => 0 });
    await expect(wakeUps.wakeAt(5)).rejects.toThrow('throttled');
    await expect(wakeUps.wakeAt(5)).rejects.toThrow('throttled');
    expect(tries).toBe(2);
  });
});
