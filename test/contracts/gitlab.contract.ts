import type { RunnerScope, RunnerSettings } from '../../lib/config/settings.ts';
import type { SimulatedJob } from '../../lib/simulation/gitlab/model.ts';
import { TODAYS_RUNNER } from '../../lib/simulation/gitlab/model.ts';
import { aRunner } from '../builders/settings.ts';
import type { OpenGitLab } from './gitlab/open-gitlab.ts';
import { requestCounts } from './gitlab/request-counts.ts';
import { unfinishedJobs } from './gitlab/unfinished-jobs.ts';

/** What every implementation of the port GitLab does. */
export function gitlabContract(name: string, opened: () => OpenGitLab): void {
  const settings = (more: Parameters<typeof aRunner>[0] = {}) =>
    aRunner({ scope: { kind: 'Project', id: 380 }, ...more });

  describe(name, () => {
    test('finds jobs with their tags, whatever project they are of', async () => {
      const { gitlab, world } = opened();
      const [one] = world.pipelines.push(380, [{ name: 'unit', tags: ['linux', 'docker'] }]);
      const [other] = world.pipelines.push(381, [{ name: 'lint' }]);
      expect(await gitlab.findJob({ id: one?.id ?? 0, projectId: 380 })).toEqual({
        ...{ id: one?.id, projectId: 380, name: 'unit', status: 'pending', gitlabStatus: 'pending' },
        ...{
          tags: ['linux', 'docker'],
          at: world.now(),
          ...placeOf(one),
          waited: 0,
          webUrl: expect.stringContaining('/-/jobs/'),
        },
      });
      expect(await gitlab.findJob({ id: other?.id ?? 0, projectId: 381 })).toEqual({
        ...{ id: other?.id, projectId: 381, name: 'lint', status: 'pending', gitlabStatus: 'pending' },
        ...placeOf(other),
        ...{ tags: [], at: world.now(), waited: 0, webUrl: expect.stringContaining('/-/jobs/') },
      });
    });

    test('finds no unknown job, and none in another or an unknown project', async () => {
      const { gitlab, world } = opened();
      const [job] = world.pipelines.push(380, [{ name: 'unit' }]);
      const id = job?.id ?? 0;
      expect(await gitlab.findJob({ id, projectId: 381 })).toBeUndefined();
      expect(await gitlab.findJob({ id: 999_999, projectId: 380 })).toBeUndefined();
      expect(await gitlab.findJob({ id, projectId: 999 })).toBeUndefined();
    });

    test('lists the jobs of a project that wait or run, a hundred at a time, the newest first', async () => {
      const { gitlab, world } = opened();
      const { token } = await gitlab.createRunner(settings(), 'machine-1');
      const jobs = Array.from({ length: 253 }, (_, index) => ({ name: `job ${index}` }));
      const pushed = world.pipelines.push(380, jobs);
      world.pipelines.push(381, [{ name: 'elsewhere' }]);
      for (const { id } of pushed.slice(0, 3)) world.pipelines.cancel(id);
      expect(world.requestJob(token).kind).toBe('Given');
      const ids: number[] = [];
      for (const [page, length] of [1, 2, 3].entries()) {
        const { jobs: listed, isLast } = await gitlab.activeJobs(380, length);
        expect([listed.length, isLast]).toEqual(page === 2 ? [50, true] : [100, false]);
        ids.push(...listed.map(({ id }) => id));
      }
      const active = pushed.slice(3).map(({ id }) => id);
      expect(ids).toEqual(active.toReversed());
      expect((await gitlab.activeJobs(380, 3)).jobs.at(-1)).toMatchObject({
        status: 'running',
        projectId: 380,
      });
    });

    test('a page beyond the last, or of an unknown project, is empty and the last', async () => {
      const { gitlab, world } = opened();
      world.pipelines.push(380, [{ name: 'unit' }]);
      expect(await gitlab.activeJobs(380, 2)).toEqual({ jobs: [], isLast: true });
      expect(await gitlab.activeJobs(999, 1)).toEqual({ jobs: [], isLast: true });
    });

    test("a job names its runner and is among the runner's jobs, even when it has ended", async () => {
      const { gitlab, world } = opened();
      const runner = await gitlab.createRunner(settings(), 'machine-1');
      expect(await gitlab.jobsOf(runner.id)).toEqual([]);
      const [pushed] = world.pipelines.push(380, [{ name: 'unit' }]);
      const given = world.requestJob(runner.token);
      const job = { id: pushed?.id ?? 0, projectId: 380, runnerId: runner.id };
      expect(await gitlab.jobsOf(runner.id)).toEqual([
        expect.objectContaining({ ...job, status: 'running' }),
      ]);
      if (given.kind === 'Given') world.updateJob(given.job.id, given.job.token, { state: 'success' });
      expect(await gitlab.jobsOf(runner.id)).toEqual([
        expect.objectContaining({ ...job, status: 'finished', gitlabStatus: 'success' }),
      ]);
      expect(await gitlab.findJob(job)).toMatchObject({
        ...job,
        status: 'finished',
        gitlabStatus: 'success',
      });
    });

    unfinishedJobs(opened);

    test('a job that ended before its runner began it has no runner', async () => {
      const { gitlab, world } = opened();
      const { token } = await gitlab.createRunner(settings(), 'machine-1');
      const [job] = world.pipelines.push(380, [{ name: 'unit' }]);
      world.requestJob(token, { features: TODAYS_RUNNER });
      world.pipelines.cancel(job?.id ?? 0);
      const found = await gitlab.findJob({ id: job?.id ?? 0, projectId: 380 });
      expect(found).toMatchObject({ status: 'finished', gitlabStatus: 'canceled' });
      expect(found?.runnerId).toBeUndefined();
    });

    test('a job that is told to cancel is canceled at once, before its runner confirms', async () => {
      const { gitlab, world } = opened();
      const { token } = await gitlab.createRunner(settings(), 'machine-1');
      const [pushed] = world.pipelines.push(380, [{ name: 'unit' }]);
      const given = world.requestJob(token, { features: TODAYS_RUNNER });
      if (given.kind === 'Given') world.updateJob(given.job.id, given.job.token, { state: 'running' });
      const job = { id: pushed?.id ?? 0, projectId: 380 };
      expect(await gitlab.cancelJob(job)).toEqual({ kind: 'Canceled' });
      expect(await gitlab.findJob(job)).toMatchObject({ gitlabStatus: 'canceled' });
    });

    test('a job says how long it has waited, and not since its pipeline was created', async () => {
      const { gitlab, world, clock } = opened();
      const { token } = await gitlab.createRunner(settings(), 'machine-1');
      const stages = [
        { name: 'build', stage: 'build' },
        { name: 'unit', stage: 'test' },
      ];
      const [, unit] = world.pipelines.push(380, stages);
      const job = { id: unit?.id ?? 0, projectId: 380 };
      await clock.advance(100);
      const build = world.requestJob(token);
      if (build.kind === 'Given') world.updateJob(build.job.id, build.job.token, { state: 'success' });
      await clock.advance(20);
      expect(await gitlab.findJob(job)).toMatchObject({ status: 'pending', waited: 20 });
      expect(await gitlab.pendingJobs({ kind: 'Project', id: 380 }, [])).toEqual({
        jobs: [expect.objectContaining({ id: job.id, waited: 20 })],
        unanswered: [],
      });
      world.requestJob(token);
      await clock.advance(30);
      expect(await gitlab.findJob(job)).toMatchObject({ status: 'running', waited: 20 });
    });

    test('the runner of a project is locked to it', async () => {
      const { gitlab, world } = opened();
      const { id } = await gitlab.createRunner(settings(), 'machine-1');
      expect(world.runners.enable(id, 381)).toBe('Refused');
      const group = await gitlab.createRunner(settings({ scope: { kind: 'Group', id: 7 } }), 'machine-2');
      expect(world.runners.find(group.id)?.locked).toBe(false);
    });

    test('more lists of jobs than GitLab answers in a minute are an error that says so', async () => {
      const { gitlab, world, clock } = opened();
      world.jobLists.most = 2;
      const list = () => gitlab.pendingJobs({ kind: 'Project', id: 380 }, []);
      await list();
      await list();
      await expect(list()).rejects.toThrow(/429.*requested too many times/);
      await clock.advance(60);
      expect(await list()).toEqual({ jobs: [], unanswered: [] });
    });

    requestCounts(opened);

    test.each([
      [
        { kind: 'Project', id: 380 },
        { type: 'project_type', projectId: 380 },
      ],
      [
        { kind: 'Group', id: 7 },
        { type: 'group_type', groupId: 7 },
      ],
      [{ kind: 'Instance' }, { type: 'instance_type' }],
    ] as const)('creates a runner for %j', async (scope, expected) => {
      const { gitlab, world } = opened();
      const created = await gitlab.createRunner(
        settings({ scope, tags: ['a'], runUntagged: false }),
        'machine-1',
      );
      expect(world.runners.find(created.id)).toMatchObject({
        ...expected,
        ...{ token: created.token, description: 'machine-1', tags: ['a'], runUntagged: false, paused: false },
        locked: scope.kind === 'Project',
      });
    });

    test('a runner of a project is locked to it by default', async () => {
      const { gitlab, world } = opened();
      const isLocked = async (inGitLab: Partial<RunnerSettings['inGitLab']>) => {
        const scope = { kind: 'Project', id: 380 } as const;
        const base = settings({ scope });
        const { id } = await gitlab.createRunner(
          { ...base, inGitLab: { ...base.inGitLab, ...inGitLab } },
          'machine-1',
        );
        return world.runners.find(id)?.locked;
      };
      expect(await isLocked({})).toBe(true);
      expect(await isLocked({ isLocked: false })).toBe(false);
    });

    test('says why GitLab creates no runner', async () => {
      const { gitlab } = opened();
      const creation = gitlab.createRunner(settings({ scope: { kind: 'Group', id: 999 } }), 'machine-1');
      await expect(creation).rejects.toThrow(/400.*Missing\/invalid scope/);
    });

    test('a paused runner gets no job until it is resumed', async () => {
      const { gitlab, world } = opened();
      const { id, token } = await gitlab.createRunner(settings(), 'machine-1');
      world.pipelines.push(380, [{ name: 'unit' }]);
      expect(await gitlab.pauseRunner(id)).toBe('Paused');
      expect(await gitlab.pauseRunner(id)).toBe('Paused');
      expect(world.requestJob(token).kind).toBe('NoJob');
      expect(await gitlab.resumeRunner(id)).toBe(true);
      expect(world.requestJob(token).kind).toBe('Given');
    });

    test('says when a runner last called, and which are paused or unknown', async () => {
      const { gitlab, world } = opened();
      const { id, token } = await gitlab.createRunner(settings(), 'machine-1');
      expect(await gitlab.lastContact(id)).toEqual({ kind: 'Runner' });
      world.requestJob(token);
      expect(await gitlab.lastContact(id)).toEqual({ kind: 'Runner', at: world.now() });
      await gitlab.pauseRunner(id);
      expect(await gitlab.lastContact(id)).toEqual({ kind: 'Runner', at: world.now(), isPaused: true });
      await gitlab.deleteRunner(id);
      expect(await gitlab.lastContact(id)).toEqual({ kind: 'NoRunner' });
    });

    test.each([-600, 600])('tells times by our clock, though GitLab’s is %i s off', async (skew) => {
      const { gitlab, world, clock } = opened();
      world.skew = skew;
      const { id, token } = await gitlab.createRunner(settings(), 'machine-1');
      const [pushed] = world.pipelines.push(380, [{ name: 'unit' }, { name: 'lint' }]);
      const createdAt = world.now();
      await clock.advance(10);
      const at = world.now();
      world.requestJob(token);
      await clock.advance(30);
      expect(await gitlab.lastContact(id)).toEqual({ kind: 'Runner', at, runsJob: true });
      const expected = expect.objectContaining({ id: pushed?.id, createdAt, at });
      expect(await gitlab.findJob({ id: pushed?.id ?? 0, projectId: 380 })).toEqual(expected);
      expect((await gitlab.activeJobs(380, 1)).jobs).toContainEqual(expected);
      expect(await gitlab.jobsOf(id)).toEqual([expected]);
      const { jobs } = await gitlab.pendingJobs({ kind: 'Project', id: 380 }, []);
      expect(jobs).toEqual([expect.objectContaining({ name: 'lint', createdAt })]);
    });

    test('a running job is canceled; a retry answers with the new job', async () => {
      const { gitlab, world } = opened();
      const runner = await gitlab.createRunner(settings(), 'machine-1');
      const [pushed] = world.pipelines.push(380, [{ name: 'unit', tags: [] }]);
      world.requestJob(runner.token);
      const job = { id: pushed?.id ?? 0, projectId: 380 };
      expect(await gitlab.retryJob(job)).toMatchObject({
        kind: 'Refused',
        reason: expect.stringContaining('not retryable'),
      });
      expect(await gitlab.cancelJob(job)).toEqual({ kind: 'Canceled' });
      expect(await gitlab.cancelJob(job)).toEqual({ kind: 'Canceled' });
      expect(await gitlab.findJob(job)).toMatchObject({ gitlabStatus: 'canceled' });
      const retrial = await gitlab.retryJob(job);
      const [fresh] = world.jobs.all().filter(({ id }) => id > job.id);
      expect(retrial).toMatchObject({
        kind: 'Retried',
        job: { id: fresh?.id, projectId: 380, name: 'unit', status: 'pending', tags: [] },
      });
      expect(await gitlab.retryJob(job)).toMatchObject({
        kind: 'Refused',
        reason: expect.stringContaining('not retryable'),
      });
    });

    test('an unknown job cannot be changed', async () => {
      const { gitlab } = opened();
      const job = { id: 999_999, projectId: 380 };
      expect(await gitlab.cancelJob(job)).toMatchObject({
        kind: 'Refused',
        reason: expect.stringContaining('404'),
      });
      expect(await gitlab.retryJob(job)).toMatchObject({
        kind: 'Refused',
        reason: expect.stringContaining('404'),
      });
    });

    test('says why a job failed', async () => {
      const { gitlab, world } = opened();
      const runner = await gitlab.createRunner(settings(), 'machine-1');
      world.pipelines.push(380, [{ name: 'unit' }]);
      const given = world.requestJob(runner.token);
      if (given.kind !== 'Given') throw new Error('no job was given');
      const failed = { state: 'failed', failureReason: 'runner_system_failure' } as const;
      world.updateJob(given.job.id, given.job.token, failed);
      expect(await gitlab.findJob(given.job)).toMatchObject({
        ...{ gitlabStatus: 'failed', failureReason: 'runner_system_failure' },
      });
    });

    describe('a placeholder', () => {
      test('is online for two hours, not paused, and has no job', async () => {
        const { gitlab, world, clock } = opened();
        const [job] = world.pipelines.push(380, [{ name: 'unit' }]);
        await gitlab.createPlaceholder(settings(), 'placeholder of one');
        const [runner] = world.runners.all();
        if (job === undefined || runner === undefined) throw new Error('there is no runner');
        expect(runner).toMatchObject({ description: 'placeholder of one', paused: false });
        expect(world.jobs.find(job.id)?.status).toBe('pending');
        const isOnline = () => world.onlineFor(job).length === 1;
        expect(isOnline()).toBe(true);
        await clock.advance(2 * 3600 - 1);
        expect(isOnline()).toBe(true);
        await clock.advance(2);
        expect(isOnline()).toBe(false);
      });

      test('is locked, because one that serves a second project could not be deleted', async () => {
        const { gitlab, world } = opened();
        const open = settings({
          scope: { kind: 'Project', id: 380 },
          inGitLab: { isProtected: false, isLocked: false },
        });
        await gitlab.createPlaceholder(open, 'placeholder of one');
        expect(world.runners.all()).toMatchObject([{ locked: true }]);
      });
    });

    describe("a place's own runners", () => {
      const places: readonly RunnerScope[] = [
        { kind: 'Project', id: 380 },
        { kind: 'Project', id: 381 },
        { kind: 'Group', id: 7 },
        { kind: 'Instance' },
      ];

      test.each(places)('of %j are found, and no others', async (scope) => {
        const { gitlab, world } = opened();
        expect(await gitlab.runnersOf(scope)).toEqual([]);
        for (const place of places) await gitlab.createRunner(settings({ scope: place }), `of ${place.kind}`);
        const own = await gitlab.createRunner(settings({ scope }), 'machine-1 of a deployment');
        const found = await gitlab.runnersOf(scope);
        expect(found).toHaveLength(2);
        const description = 'machine-1 of a deployment';
        expect(found).toContainEqual({ id: own.id, description, isOff: true });
        world.requestJob(own.token);
        expect(await gitlab.runnersOf(scope)).toContainEqual({ id: own.id, description });
        await gitlab.pauseRunner(own.id);
        expect(await gitlab.runnersOf(scope)).toContainEqual({ id: own.id, description, isOff: true });
      });

      test('are found by the hundreds', async () => {
        const { gitlab } = opened();
        for (let count = 0; count < 120; count += 1) await gitlab.createRunner(settings(), 'machine');
        const found = await gitlab.runnersOf({ kind: 'Project', id: 380 });
        expect(new Set(found.map(({ id }) => id)).size).toBe(120);
      });

      test.each<RunnerScope>([
        { kind: 'Group', id: 999 },
        { kind: 'Project', id: 999 },
      ])('are none in an unknown place: %j', async (scope) => {
        expect(await opened().gitlab.runnersOf(scope)).toEqual([]);
      });
    });

    test('finds the waiting jobs of a place and of the given projects', async () => {
      const { gitlab, world } = opened();
      const [one, other] = world.pipelines.push(380, [{ name: 'unit', tags: ['linux'] }, { name: 'lint' }]);
      const [elsewhere] = world.pipelines.push(381, [{ name: 'unit' }]);
      if (other) world.pipelines.cancel(other.id);
      const pendingIn = async (scope: RunnerScope, others: number[] = []) => {
        const { jobs } = await gitlab.pendingJobs(scope, others);
        return jobs.map(({ id }) => id).toSorted((first, second) => first - second);
      };
      expect(await pendingIn({ kind: 'Project', id: 380 })).toEqual([one?.id]);
      expect(await pendingIn({ kind: 'Project', id: 380 }, [381])).toEqual([one?.id, elsewhere?.id]);
      expect(await pendingIn({ kind: 'Group', id: 8 })).toEqual([elsewhere?.id]);
      expect(await pendingIn({ kind: 'Group', id: 8 }, [380, 381])).toEqual([one?.id, elsewhere?.id]);
      expect(await pendingIn({ kind: 'Instance' })).toEqual([one?.id, elsewhere?.id]);
      expect(await pendingIn({ kind: 'Group', id: 999 }, [999])).toEqual([]);
      const [found] = (await gitlab.pendingJobs({ kind: 'Project', id: 380 }, [])).jobs;
      expect(found).toMatchObject({ status: 'pending', projectId: 380, tags: ['linux'] });
    });

    test('lists the running jobs of a place, even those of deleted runners, without a runner', async () => {
      const { gitlab, world } = opened();
      const { id, token } = await gitlab.createRunner(settings(), 'machine-1');
      const [one, other] = world.pipelines.push(380, [{ name: 'unit' }, { name: 'lint' }]);
      const given = world.requestJob(token, { features: TODAYS_RUNNER });
      if (given.kind === 'Given') world.updateJob(given.job.id, given.job.token, { state: 'running' });
      const scope: RunnerScope = { kind: 'Project', id: 380 };
      const running = expect.objectContaining({ id: one?.id, status: 'running', runnerId: id });
      expect(await gitlab.runningJobs(scope, [])).toEqual({ jobs: [running], unanswered: [] });
      expect((await gitlab.runningJobs({ kind: 'Group', id: 8 }, [380])).jobs).toEqual([running]);
      await gitlab.deleteRunner(id);
      const [found] = (await gitlab.runningJobs(scope, [])).jobs;
      expect([found?.id, found?.runnerId]).toEqual([one?.id, undefined]);
      world.pipelines.cancel(one?.id ?? 0);
      expect((await gitlab.runningJobs(scope, [])).jobs).toMatchObject([{ id: one?.id, status: 'running' }]);
      expect((await gitlab.pendingJobs(scope, [])).jobs.map((job) => job.id)).toEqual([other?.id]);
    });

    test.each<RunnerScope>([{ kind: 'Group', id: 8 }, { kind: 'Instance' }])(
      'looks at one page of projects after the other, and then at the first: %j',
      async (scope) => {
        const { gitlab, world } = opened();
        for (let id = 1000; id < 1120; id += 1) world.projects.add({ id, path: `acme/${id}`, groupId: 8 });
        const [first] = world.pipelines.push(1000, [{ name: 'first' }], 'schedule');
        const [last] = world.pipelines.push(1119, [{ name: 'last' }], 'schedule');
        for (let id = 1020; id < 1060; id += 1) world.projects.noteActivity(id);
        const one = await gitlab.pendingJobs(scope, []);
        expect(one.jobs.map(({ id }) => id)).toEqual([first?.id]);
        const other = await gitlab.pendingJobs(scope, [], one.next);
        expect(other.jobs.map(({ id }) => id)).toEqual([last?.id]);
        expect(other.next).toBeUndefined();
      },
    );

    test('says which projects’ jobs the pages of a group have', async () => {
      const { gitlab, world } = opened();
      const [outside] = world.pipelines.push(380, [{ name: 'unit' }]);
      const [inside] = world.pipelines.push(381, [{ name: 'unit' }]);
      const address = (await gitlab.groupAddress(8)) ?? 'none';
      const urlOf = async (id = 0, projectId = 0) => (await gitlab.findJob({ id, projectId }))?.webUrl;
      expect((await urlOf(inside?.id, 381))?.startsWith(address)).toBe(true);
      expect((await urlOf(outside?.id, 380))?.startsWith(address)).toBe(false);
      expect(await gitlab.groupAddress(999)).toBeUndefined();
    });

    test('a runner that another project has enabled cannot be deleted, and GitLab says why', async () => {
      const { gitlab, world } = opened();
      const open = settings({ inGitLab: { isProtected: false, isLocked: false } });
      const { id } = await gitlab.createRunner(open, 'machine-1');
      world.runners.enable(id, 381);
      const reason = expect.stringContaining('Runner associated with more than one project');
      expect(await gitlab.deleteRunner(id)).toEqual({ kind: 'Refused', reason });
      expect(world.runners.find(id)).toBeDefined();
    });

    test('a deleted runner is gone, and deleting it again is no error', async () => {
      const { gitlab, world } = opened();
      const { id, token } = await gitlab.createRunner(settings(), 'machine-1');
      expect(await gitlab.deleteRunner(id)).toEqual({ kind: 'Deleted' });
      expect(await gitlab.deleteRunner(id)).toEqual({ kind: 'Deleted' });
      expect(world.requestJob(token).kind).toBe('Forbidden');
      expect(await gitlab.pauseRunner(id)).toBe('Gone');
      expect(await gitlab.resumeRunner(id)).toBe(false);
      expect(await gitlab.jobsOf(id)).toEqual([]);
    });
  });
}

/** Where in its pipeline GitLab shows a job. */
const placeOf = (job: SimulatedJob | undefined) => ({
  pipelineId: job?.pipelineId,
  stage: job?.stage,
  createdAt: job?.createdAt,
});
