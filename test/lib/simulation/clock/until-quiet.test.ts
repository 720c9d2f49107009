import { untilQuiet } from '../../../../lib/simulation/clock/until-quiet.ts';
import { VirtualClock } from '../../../../lib/simulation/clock/virtual-clock.ts';

test('the clock stands still until no promise goes on, also if a timer lets it go', async () => {
  const clock = new VirtualClock(0, untilQuiet());
  const done: string[] = [];
  clock.after(1, async () => {
    for (let hop = 0; hop < 10; hop += 1) await undefined;
    done.push('first');
  });
  clock.after(2, () => void done.push('second'));
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(() => void clock.advance(3).then(resolve));
  await promise;
  expect(done).toEqual(['first', 'second']);
});
