import fc from 'fast-check';
import { Sorted } from '../../../../../lib/scaler/state/jobs/sorted.ts';

interface Item {
  readonly number: number;
}

const anItem = fc.nat(9).map((number): Item => ({ number }));
const numberOf = ({ number }: Item): number => number;

test('is in order, and items of one number stay in that in which they came', () => {
  const [first, second, third] = [{ number: 2 }, { number: 1 }, { number: 2 }];
  expect(Sorted.of([first, second, third], numberOf).items).toEqual([second, first, third]);
});

test('with changes, few or many, is what is sorted anew, and stays as it was itself', () => {
  const one = fc.tuple(anItem, fc.boolean());
  fc.assert(
    fc.property(fc.array(one, { maxLength: 50 }), fc.array(anItem, { maxLength: 50 }), (before, come) => {
      const sorted = Sorted.of(
        before.map(([item]) => item),
        numberOf,
      );
      const was = [...sorted.items];
      const gone = before.flatMap(([item, leaves]) => (leaves ? item : []));
      const left = was.filter((item) => !gone.includes(item));
      const expected = Sorted.of([...left, ...come], numberOf).items;
      const { items } = sorted.changed(gone, come);
      expect(items).toHaveLength(expected.length);
      expect(items.every((item, place) => item === expected[place])).toBe(true);
      expect(sorted.items).toEqual(was);
    }),
  );
});

test('finds the first item of a number, or none', () => {
  fc.assert(
    fc.property(fc.array(anItem), fc.nat(9), (items, number) => {
      const first = items.find((item) => item.number === number);
      expect(Sorted.of(items, numberOf).find(number)).toBe(first);
    }),
  );
});

test('does without an item that is not in it', () => {
  expect(Sorted.of([{ number: 1 }], numberOf).changed([{ number: 1 }], []).items).toHaveLength(1);
});
