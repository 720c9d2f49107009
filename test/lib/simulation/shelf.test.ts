import { Shelf } from '../../../lib/simulation/shelf.ts';

test('the list is the same until something is written, and then has it', () => {
  const shelf = new Shelf<number, string>();
  shelf.set(2, 'two').set(1, 'one');
  const before = shelf.all;
  expect(before).toEqual(['two', 'one']);
  expect(shelf.all).toBe(before);

  shelf.set(2, 'zwei');
  expect(shelf.all).toEqual(['zwei', 'one']);
  shelf.delete(2);
  expect(shelf.all).toEqual(['one']);
  shelf.clear();
  expect(shelf.all).toEqual([]);
  expect(before).toEqual(['two', 'one']);
});
