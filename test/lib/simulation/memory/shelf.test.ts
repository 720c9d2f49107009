import { Shelf } from '../../../../lib/simulation/memory/shelf.ts';

const ONE = { name: 'one' };
const TWO = { name: 'two' };

test('the list is the same until something is written, and then has it', () => {
  const shelf = new Shelf<number, object>();
  shelf.set(2, TWO).set(1, ONE);
  const before = shelf.all;
  expect(before).toEqual([TWO, ONE]);
  expect(shelf.all).toBe(before);

  shelf.set(2, { name: 'zwei' });
  expect(shelf.all).toEqual([{ name: 'zwei' }, ONE]);
  shelf.delete(2);
  expect(shelf.all).toEqual([ONE]);
  shelf.clear();
  expect(shelf.all).toEqual([]);
  expect(before).toEqual([TWO, ONE]);
});

test.each([0, 1, 3, 40])(
  'of a hundred the list keeps, in their order, all but %i that have left',
  (count) => {
    const shelf = new Shelf<number, { readonly id: number }>();
    for (let id = 0; id < 100; id += 1) shelf.set(id, { id });
    const before = shelf.all;
    for (let id = 0; id < count; id += 1) shelf.delete(2 * id);
    shelf.delete(1000);

    expect(shelf.all).toEqual([...shelf.values()]);
    expect(shelf.all).toHaveLength(100 - count);
    expect(before).toHaveLength(100);
  },
);

test('one that left and came back is the last', () => {
  const shelf = new Shelf<number, object>();
  expect(shelf.set(1, ONE).set(2, TWO).all).toEqual([ONE, TWO]);
  shelf.delete(1);
  shelf.set(1, ONE);
  expect(shelf.all).toEqual([TWO, ONE]);
});
