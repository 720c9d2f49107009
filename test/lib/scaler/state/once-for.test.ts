import { onceForList } from '../../../../lib/scaler/state/once-for.ts';

function counting() {
  let asked = 0;
  const lengthOf = onceForList((list: readonly number[]) => {
    asked += 1;
    return { length: list.length };
  });
  return { lengthOf, times: () => asked };
}

test('of a list that was asked for before the same is answered, and not found again', () => {
  const { lengthOf, times } = counting();
  const [first, second] = [[1], [1, 2]];
  const found = lengthOf(first);
  expect(lengthOf(second)).toEqual({ length: 2 });
  expect(lengthOf(first)).toBe(found);
  expect(times()).toBe(2);
});

test('an equal list is another one', () => {
  const { lengthOf, times } = counting();
  lengthOf([1]);
  expect(lengthOf([1])).toEqual({ length: 1 });
  expect(times()).toBe(2);
});

test('of many lists the latest are remembered, and the first is found again', () => {
  const { lengthOf, times } = counting();
  const lists = Array.from({ length: 100 }, (_, length) => new Array<number>(length).fill(0));
  for (const list of lists) lengthOf(list);
  expect(lists.slice(-5).map(lengthOf)).toEqual([95, 96, 97, 98, 99].map((length) => ({ length })));
  expect(times()).toBe(100);
  expect(lengthOf(lists[0] ?? [])).toEqual({ length: 0 });
  expect(times()).toBe(101);
});
