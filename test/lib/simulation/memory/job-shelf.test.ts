import { JobShelf } from '../../../../lib/simulation/memory/job-shelf.ts';
import { aJob } from '../../../builders/state.ts';

const waiting = {
  ...aJob('pending', 1),
  lookup: { kind: 'Confirmed', since: 5, askedAt: 5, tags: [], counted: false },
} as const;

test('a job is there once, whether it waits or not', () => {
  const shelf = new JobShelf();
  shelf.set(1, waiting).set(2, aJob('running', 2));
  expect([shelf.size, shelf.get(1), [...shelf.all].length]).toEqual([2, waiting, 2]);
  const runs = { ...waiting, status: 'running' } as const;
  shelf.set(1, runs);
  expect([shelf.size, shelf.get(1)]).toEqual([2, runs]);
  shelf.set(1, waiting);
  expect([shelf.size, shelf.get(1)]).toEqual([2, waiting]);
  expect([shelf.delete(1), shelf.delete(1), shelf.get(1)]).toEqual([true, false, undefined]);
  expect([...shelf.values()]).toEqual([aJob('running', 2)]);
});
