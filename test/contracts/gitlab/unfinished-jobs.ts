import type { GitLab, GitLabJob } from '../../../lib/scaler/ports/gitlab.ts';
import { FULL_ACCESS } from '../../../lib/simulation/gitlab/access.ts';
import type { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import { TODAYS_RUNNER } from '../../../lib/simulation/gitlab/model.ts';
import { aRunner } from '../../builders/settings.ts';
import type { OpenGitLab } from './open-gitlab.ts';

const RUNNER = aRunner({ scope: { kind: 'Project', id: 380 } });

/** What the port says of the jobs that a runner has: what decides whether its machine may be ended. */
export function unfinishedJobs(opened: () => OpenGitLab): void {
  describe('the jobs of a runner that have not ended', () => {
    /** A runner of today that was given a job. */
    async function given() {
      const { gitlab, world } = opened();
      const runner = await gitlab.createRunner(RUNNER, 'machine-1');
      world.pipelines.push(380, [{ name: 'unit' }]);
      const request = world.requestJob(runner.token, { features: TODAYS_RUNNER });
      if (request.kind !== 'Given') throw new Error('no job was given');
      const { id, token } = request.job;
      const report = (state: 'running' | 'success') => world.updateJob(id, token, { state });
      return { gitlab, world, runner, id, report };
    }

    test('include one that it was given and has not begun: pending, and nobody else gets it', async () => {
      const { gitlab, world, runner, id } = await given();
      const handedOut = { id, status: 'pending', gitlabStatus: 'pending', handedTo: runner.id };
      expect(await unfinished(gitlab, runner.id)).toEqual([expect.objectContaining(handedOut)]);
      expect(await gitlab.findJob({ id, projectId: 380 })).toMatchObject(handedOut);
      expect(await gitlab.pauseRunner(runner.id)).toBe('Paused');
      const other = await gitlab.createRunner(RUNNER, 'machine-2');
      expect(world.requestJob(other.token).kind).toBe('NoJob');
    });

    test('a running one is also in the answer to the call that pauses the runner', async () => {
      const { gitlab, runner, id, report } = await given();
      report('running');
      expect(await unfinished(gitlab, runner.id)).toEqual([
        expect.objectContaining({ id, status: 'running', runnerId: runner.id }),
      ]);
      expect(await gitlab.pauseRunner(runner.id)).toBe('Running');
      report('success');
      expect(await unfinished(gitlab, runner.id)).toEqual([]);
      expect(await gitlab.pauseRunner(runner.id)).toBe('Paused');
    });

    test('a canceling one still runs, though GitLab calls its runner idle', async () => {
      const { gitlab, world, runner, id, report } = await given();
      report('running');
      world.pipelines.cancel(id);
      expect(await gitlab.pauseRunner(runner.id)).toBe('Paused');
      expect(await unfinished(gitlab, runner.id)).toEqual([
        expect.objectContaining({ id, status: 'running', gitlabStatus: 'canceling' }),
      ]);
      report('success');
      expect(await unfinished(gitlab, runner.id)).toEqual([]);
      expect(await gitlab.findJob({ id, projectId: 380 })).toMatchObject({
        gitlabStatus: 'canceled',
        runnerId: runner.id,
      });
    });

    test('one that our token may not see is missing, but shows when the runner is paused', async () => {
      const { gitlab, world, runner, report } = await given();
      report('running');
      world.access = { ...FULL_ACCESS, levelIn: new Map([[380, 0]]) };
      expect(await unfinished(gitlab, runner.id)).toEqual([]);
      expect(await gitlab.pauseRunner(runner.id)).toBe('Running');
    });

    test.each([1, 100, 250])('are found behind %d others, in few requests', async (before) => {
      const { gitlab, world, requests } = opened();
      const { id, token } = await gitlab.createRunner(RUNNER, 'machine-1');
      runMany(world, token, before);
      world.pipelines.push(380, [{ name: 'unit' }]);
      const request = world.requestJob(token, { features: TODAYS_RUNNER });
      const last = request.kind === 'Given' ? request.job.id : undefined;
      const made = requests();
      expect((await unfinished(gitlab, id)).map((job) => job.id)).toEqual([last]);
      expect(requests() - made).toBe(before < 100 ? 1 : 4);
    });
  });
}

const unfinished = async (gitlab: GitLab, runnerId: number): Promise<readonly GitLabJob[]> =>
  (await gitlab.jobsOf(runnerId)).filter(({ status }) => status !== 'finished');

/** So many jobs that the runner has run. */
function runMany(world: SimulatedGitLab, token: string, count: number): void {
  world.pipelines.push(
    380,
    Array.from({ length: count }, (_, index) => ({ name: `${index}` })),
  );
  for (let request = world.requestJob(token); request.kind === 'Given'; request = world.requestJob(token)) {
    world.updateJob(request.job.id, request.job.token, { state: 'success' });
  }
}
