import { Budget } from '../../../../lib/scaler/calls/budget.ts';
import { findJobs } from '../../../../lib/scaler/jobs/find-jobs.ts';
import {
  type GitLab,
  type GitLabJob,
  JOBS_A_PAGE,
  type JobRef,
} from '../../../../lib/scaler/ports/gitlab.ts';
import { NOW } from '../../../builders/state.ts';

const PROJECT = 380;

const aGitLabJob = (id: number, projectId = PROJECT): GitLabJob => ({
  ...{ id, projectId, name: 'unit', status: 'pending', gitlabStatus: 'pending', tags: [], at: NOW },
});
const ids = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const refs = (numbers: readonly number[], projectId = PROJECT): GitLabJob[] =>
  numbers.map((id) => aGitLabJob(id, projectId));

/** A GitLab with these active jobs, each call of which takes a tenth of a second; and a clock. */
function aGitLab(active: readonly JobRef[], failing: (call: string) => boolean = () => false) {
  const calls: string[] = [];
  let now = NOW;
  const take = (call: string): void => {
    calls.push(call);
    now += 0.1;
    if (failing(call)) throw new Error('500');
  };
  const gitlab: Pick<GitLab, 'findJob' | 'activeJobs'> = {
    findJob: async ({ id, projectId }) => {
      take(`job ${id}`);
      return active.some((job) => job.id === id) ? aGitLabJob(id, projectId) : undefined;
    },
    activeJobs: async (projectId, page) => {
      take(`page ${page} of ${projectId}`);
      const own = active.filter((job) => job.projectId === projectId).toSorted((a, b) => b.id - a.id);
      const jobs = own.slice((page - 1) * JOBS_A_PAGE, page * JOBS_A_PAGE);
      return {
        jobs: jobs.map(({ id }) => aGitLabJob(id, projectId)),
        isLast: own.length <= page * JOBS_A_PAGE,
      };
    },
  };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = { now: () => now };
  const find = (wanted: readonly GitLabJob[], { known = wanted, seconds = 1000, most = 1000 } = {}) =>
    findJobs({ gitlab: gitlab as GitLab, log }, wanted, known, new Budget(clock, seconds, most));
  return { calls, find };
}

test('a few jobs of a project are asked for one by one', async () => {
  const { calls, find } = aGitLab(refs([1, 2, 3]));
  const { known, unknown } = await find(refs([1, 2, 9]));
  expect([[...known.keys()], [...unknown]]).toEqual([[1, 2], [9]]);
  expect(calls).toEqual(['job 1', 'job 2', 'job 9']);
});

test('many are read by pages, and what is on none is asked for by itself', async () => {
  const { calls, find } = aGitLab(refs(ids(2, 150)));
  const { known, unknown } = await find(refs(ids(1, 150)));
  expect([known.size, [...unknown]]).toEqual([149, [1]]);
  expect(calls).toEqual(['page 1 of 380', 'page 2 of 380', 'job 1']);
});

test('ten thousand of one project are a hundred pages', async () => {
  const { calls, find } = aGitLab(refs(ids(1, 10_000)));
  expect((await find(refs(ids(1, 10_000)))).known.size).toBe(10_000);
  expect(calls).toHaveLength(100);
});

test('older ones are not looked for among the newer, of which we know how many there are', async () => {
  const { calls, find } = aGitLab(refs(ids(1, 5000)));
  const { known } = await find(refs(ids(1, 50)), { known: refs(ids(1, 5000)) });
  expect(known.size).toBe(50);
  expect(calls).toEqual(['page 49 of 380', 'page 50 of 380']);
});

test('between new ones and old ones no page is read', async () => {
  const { calls, find } = aGitLab(refs(ids(1, 5000)));
  const wanted = refs([...ids(1, 10), ...ids(4991, 5000)]);
  const { known } = await find(wanted, { known: refs(ids(1, 5000)) });
  expect(known.size).toBe(20);
  expect(calls).toEqual(['page 1 of 380', 'page 49 of 380', 'page 50 of 380']);
});

test('a few that are far from all others are asked for one by one', async () => {
  const { calls, find } = aGitLab(refs(ids(1, 5000)));
  const wanted = refs([7, ...ids(4991, 5000)]);
  expect((await find(wanted, { known: refs(ids(1, 5000)) })).known.size).toBe(11);
  expect(calls).toEqual(['page 1 of 380', 'job 7']);
});

test('where pages hold none of them, they take no more calls than one for each would', async () => {
  const { calls, find } = aGitLab(refs(ids(1, 5000)));
  const wanted = refs([1, 2, 3, 4, 5, 6]);
  expect((await find(wanted)).known.size).toBe(6);
  expect(calls).toHaveLength(12);
});

test('what a budget of time does not allow is left, and nothing is said of it', async () => {
  const { find } = aGitLab(refs(ids(1, 10_000)));
  const { known, unknown } = await find(refs(ids(1, 10_000)), { seconds: 3.9 });
  expect([known.size, unknown.size]).toEqual([4000, 0]);
  expect(Math.min(...known.keys())).toBe(6001);
});

test('and the next goes on from there', async () => {
  const { calls, find } = aGitLab(refs(ids(1, 10_000)));
  const { known } = await find(refs(ids(1, 6000)), { known: refs(ids(1, 10_000)), seconds: 4 });
  expect(known.size).toBeGreaterThanOrEqual(3900);
  expect(calls[0]).toBe('page 40 of 380');
});

test('nor does it make more calls than its budget', async () => {
  const { calls, find } = aGitLab(refs(ids(1, 100)));
  const { known } = await find(refs([1, 2, 3, 4, 5]), { most: 3 });
  expect([known.size, calls.length]).toEqual([3, 3]);
});

test('a project of which GitLab does not answer holds up no other', async () => {
  const others = refs(ids(101, 110), 381);
  const silent = refs(ids(1, 10));
  const { find } = aGitLab([...silent, ...others], (call) => call.includes('of 380') || / [1-9]$/.test(call));
  const { known, unknown } = await find([...silent, ...others, ...refs([201], 382)]);
  expect([known.size, [...unknown]]).toEqual([10, [201]]);
});
