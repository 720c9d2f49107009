import { withinSight } from '../../../../../lib/scaler/plan/foresight/within-sight.ts';
import { byStatus } from '../../../../../lib/scaler/state/jobs/by-status.ts';
import type { Job } from '../../../../../lib/scaler/state/jobs/job.ts';
import { aRunner, someSettings } from '../../../../builders/settings.ts';
import { aJob, type JobTraits, times } from '../../../../builders/state.ts';
import { coming, running } from './a-pipeline.ts';

/** Each of a pipeline of its own: pipelines are numbered as jobs are. */
const waiting = (count: number, after: number, more: JobTraits = {}): Job[] =>
  times(count, (place) => aJob('pending', after + place, { pipelineId: after + place, ...more }));

describe('what is looked at of the jobs behind a backlog', () => {
  const idsOf = (
    jobs: readonly Job[],
    traits: Parameters<typeof aRunner>[0] = {},
    concurrent = 2,
  ): number[] =>
    withinSight(byStatus(jobs), someSettings({ concurrent, runners: [aRunner(traits)] }))
      .map(({ id }) => id)
      .toSorted((one, other) => one - other);
  const first = (count: number): number[] => times(count, (id) => id);

  test.each<[string, Parameters<typeof aRunner>[0], number, number]>([
    ['of no more jobs than places run soon, all', {}, 2, 20],
    ['of more, ten for each that `concurrent` allows', {}, 1, 10],
    ['for each machine that `limit` allows', { limit: 1 }, 2, 10],
    ['for each of its places', { limit: 1, machine: { places: 2 } }, 9, 20],
  ])('%s', (_, traits, concurrent, seen) => {
    expect(idsOf(waiting(20, 0), traits, concurrent)).toEqual(first(seen));
  });

  test('a coming job is out of sight with the last of its pipeline that waits', () => {
    const own = [...waiting(1, 89), coming('test', 91, { pipelineId: 90 })];
    expect(idsOf([...waiting(19, 0), ...own])).toEqual([...first(19), 90, 91]);
    expect(idsOf([...waiting(20, 0), ...own])).toEqual(first(20));
  });

  test('a pipeline of which a job runs is seen whole', () => {
    const own = [running('build', 80, 10), ...waiting(1, 89, { pipelineId: 100 }), coming('test', 91)];
    expect(idsOf([...waiting(20, 0), ...own])).toEqual([...first(20), 80, 90, 91]);
  });

  test('jobs that no runner of ours can run hide none and are not hidden', () => {
    const others = waiting(30, 0, { tags: ['of others'] });
    expect(idsOf([...others, ...waiting(1, 89)])).toEqual([...first(30), 90]);
  });
});
