import fc from 'fast-check';
import type { ConfirmedJob } from '../../../../../lib/scaler/state/jobs/job.ts';
import { WaitingJobs } from '../../../../../lib/scaler/state/jobs/waiting-jobs.ts';

interface Traits {
  readonly projectId?: number;
  readonly tags?: readonly string[];
  readonly outsideOf?: readonly number[];
  readonly passedOver?: ConfirmedJob['passedOver'];
  readonly since?: number;
  readonly askedAt?: number;
}

const PASSED: ConfirmedJob['passedOver'] = [{ runner: 'one', offer: 'it', times: 1, againAt: 9 }];

function waits(id: number, traits: Traits = {}): ConfirmedJob {
  const { projectId = 1, tags = [], outsideOf, passedOver, askedAt = 5, since = askedAt } = traits;
  return {
    ...{ id, projectId, name: 'unit', status: 'pending', gitlabStatus: 'pending', at: 5, revision: 0 },
    ...(passedOver && { passedOver }),
    lookup: {
      ...{ kind: 'Confirmed', since, askedAt, tags, counted: false },
      ...(outsideOf && { outsideOf }),
    },
  };
}

test.each<[string, number, Traits]>([
  ['in nothing', 1, {}],
  ['in their times', 1, { since: 1, askedAt: 2 }],
  ['in their projects', 2, { projectId: 2 }],
  ['in a tag', 2, { tags: ['aws'] }],
  ['in a group that their projects are not in', 2, { outsideOf: [7] }],
  ['in a runner that they were passed over for', 2, { passedOver: PASSED }],
])('jobs that differ %s are of so many kinds: %d', (_, kinds, traits) => {
  expect(WaitingJobs.of([waits(1), waits(2, traits)]).kinds).toHaveLength(kinds);
});

test('of each kind who waits longest comes first', () => {
  const [late, early] = [waits(1, { since: 4 }), waits(2, { since: 3 })];
  const other = waits(3, { tags: ['aws'] });
  expect(WaitingJobs.of([late, other, early]).kinds).toEqual([
    { job: early, count: 2, jobs: [early, late] },
    { job: other, count: 1, jobs: [other] },
  ]);
});

test('where none waits, nobody was asked about any', () => {
  const { count, kinds, firstAskedAt } = WaitingJobs.NONE;
  expect({ count, kinds, firstAskedAt }).toEqual({ count: 0, kinds: [], firstAskedAt: Infinity });
});

const someTraits = fc.record(
  {
    projectId: fc.constantFrom(1, 2),
    tags: fc.constantFrom(['aws'], ['aws', 'docker'], ['docker']),
    outsideOf: fc.constantFrom([7], [7, 8]),
    passedOver: fc.constant(PASSED),
    since: fc.nat(5),
    askedAt: fc.nat(5),
  },
  { requiredKeys: [] },
);

/** What was before a change, what is after it, or neither. */
const aChange = fc.tuple(fc.option(someTraits), fc.option(someTraits));

test('what is known after changes is what is found of all jobs anew', () => {
  fc.assert(
    fc.property(fc.array(aChange, { maxLength: 60 }), (all) => {
      const was = all.flatMap(([traits], id) => (traits ? waits(id, traits) : []));
      const is = all.flatMap(([, traits], id) => (traits ? waits(id, traits) : []));
      const half = Math.floor(was.length / 2);
      const between = WaitingJobs.of(was).changed(was.slice(half), is);
      const after = between.changed(was.slice(0, half), []);
      expect(seen(after, all.length)).toEqual(seen(WaitingJobs.of(is), all.length));
    }),
  );
});

/** Those of a kind that have waited as long are in the order in which they came. */
function seen(waiting: WaitingJobs, ids: number) {
  const { all, count, firstAskedAt } = waiting;
  const has = Array.from({ length: ids }, (_, id) => waiting.has(id));
  const kinds = waiting.kinds
    .map(({ jobs }) => jobs.toSorted(byWait))
    .toSorted(([one], [other]) => byId(one, other));
  return { all, count, firstAskedAt, has, kinds };
}

const byWait = (one: ConfirmedJob, other: ConfirmedJob): number =>
  sinceOf(one) - sinceOf(other) || byId(one, other);
const sinceOf = ({ lookup }: ConfirmedJob): number => lookup.since ?? lookup.askedAt;
const byId = (one?: ConfirmedJob, other?: ConfirmedJob): number => (one?.id ?? 0) - (other?.id ?? 0);

test('the first of a kind has waited longest, whatever came and went', () => {
  fc.assert(
    fc.property(fc.array(aChange, { maxLength: 60 }), (all) => {
      const was = all.flatMap(([traits], id) => (traits ? waits(id, traits) : []));
      const is = all.flatMap(([, traits], id) => (traits ? waits(id, traits) : []));
      for (const { job, jobs } of WaitingJobs.of(was).changed(was, is).kinds) {
        expect(sinceOf(job)).toBe(Math.min(...jobs.map(sinceOf)));
      }
    }),
  );
});
