import fc from 'fast-check';
import { shrink } from './shrink.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test('finds exactly the items that are needed, wherever they are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }).chain((count) => fc.subarray(numbers(count))),
      async (needed) => {
        const fails = async (part: readonly number[]) => needed.every((one) => part.includes(one));
        expect(await shrink(numbers(60), fails)).toEqual(needed);
      },
    ),
  );
});

test('what fails by itself needs nothing', async () => {
  expect(await shrink([1, 2, 3], async () => true)).toEqual([]);
});

test('where one of several is enough, it finds one', async () => {
  const fails = async (part: readonly number[]) => part.some((one) => one % 7 === 0);
  expect(await shrink(numbers(50), fails)).toHaveLength(1);
});

test('takes few tries', async () => {
  let tries = 0;
  await shrink(numbers(1000), async (part) => {
    tries += 1;
    return part.includes(123) && part.includes(877);
  });
  expect(tries).toBeLessThan(200);
});
