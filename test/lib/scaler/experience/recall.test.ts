import { recall } from '../../../../lib/scaler/experience/recall.ts';
import type { JobName } from '../../../../lib/scaler/state/jobs/habit.ts';
import type { Job } from '../../../../lib/scaler/state/jobs/job.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aState, times } from '../../../builders/state.ts';

const log = { info() {}, warn() {}, error() {} };
const settings = someSettings({ concurrent: 1, runners: [aRunner()] });

/** The names that the store is asked for. */
async function askedFor(jobs: readonly Job[]): Promise<readonly string[]> {
  const asked: JobName[] = [];
  const store = {
    habitsOf: async (names: readonly JobName[]) => {
      asked.push(...names);
      return [];
    },
    historiesOf: async () => [],
  };
  await recall({ store, log }, settings, aState({ jobs }));
  return [...new Set(asked.map(({ name }) => name))];
}

/** A job that waits, and one that comes after it. */
const pipeline = (pipelineId: number): Job[] => [
  aJob('pending', 10 * pipelineId, { pipelineId, stage: 'build', name: `build ${pipelineId}` }),
  aJob('created', 10 * pipelineId + 1, { pipelineId, stage: 'test', name: `test ${pipelineId}` }),
];

test('nothing is recalled where no job comes', async () => {
  expect(await askedFor([aJob('pending', 1)])).toEqual([]);
});

test('the jobs of each pipeline are recalled', async () => {
  expect(await askedFor(pipeline(1))).toEqual(expect.arrayContaining(['build 1', 'test 1']));
});

test('those of pipelines that wait behind many others are not', async () => {
  const asked = await askedFor(times(100, (number) => pipeline(number)).flat());
  expect(asked).toContain('test 1');
  expect(asked).not.toContain('test 100');
});
