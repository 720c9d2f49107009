import fc from 'fast-check';
import { type InPlace, inPlaces } from '../../../../../lib/local/dashboard/history/in-places.ts';

/** After each of those sets of jobs in turn: the jobs by place, '·' for one that is free. */
function rowsAfter(...turns: readonly (readonly number[])[]): string {
  const jobs = turns.reduce<readonly InPlace[]>(
    (before, ids) => [...inPlaces(before, ids)].map(([id, place]) => ({ id, place })),
    [],
  );
  const most = Math.max(-1, ...jobs.map(({ place }) => place));
  const rows = Array.from({ length: most + 1 }, (_, row) => jobs.find(({ place }) => place === row));
  return rows.map((job) => job?.id ?? '·').join(' ');
}

test.each<[what: string, turns: number[][], rows: string]>([
  ['no job', [[]], ''],
  ['the older job comes first, whatever the order', [[9, 7, 8]], '7 8 9'],
  ['a job keeps its place when one before it ends', [[8, 7], [8]], '· 8'],
  ['and when a newer one comes', [[8, 7], [8], [9, 8]], '9 8'],
  ['and when an older one comes', [[8], [8, 7]], '8 7'],
  ['the first free place is taken, not the last', [[9, 8, 7], [9], [10, 9]], '10 · 9'],
  [
    'one that ends as another begins leaves its place to it',
    [
      [8, 7],
      [9, 8],
    ],
    '9 8',
  ],
  ['after a time without jobs it begins anew', [[8, 7], [8], [], [9]], '9'],
])('%s', (_, turns, rows) => {
  expect(rowsAfter(...turns)).toBe(rows);
});

test('no two jobs share a place, none moves, and there are never more places than jobs at once', () => {
  const jobs = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(jobs, { maxLength: 12 }), (turns) => {
      let before: readonly InPlace[] = [];
      for (const ids of turns) {
        const places = inPlaces(before, ids);
        expect([...places.keys()].toSorted()).toEqual(ids.toSorted());
        expect(new Set(places.values()).size).toBe(ids.length);
        expect(Math.max(-1, ...places.values())).toBeLessThan(4);
        for (const { id, place } of before) if (ids.includes(id)) expect(places.get(id)).toBe(place);
        before = [...places].map(([id, place]) => ({ id, place }));
      }
    }),
  );
});
