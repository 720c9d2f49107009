import { audit } from '../../../../lib/scaler/audit/audit.ts';
import { unheard } from '../../../../lib/scaler/audit/unheard-jobs.ts';
import type { GitLabJob } from '../../../../lib/scaler/ports/gitlab.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { gitlabPort } from '../../../../lib/simulation/gitlab/port.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aState, NOW, times } from '../../../builders/state.ts';
import { PROJECT, SCALER, TestWorld } from '../a-world.ts';

const OLD = NOW - 3600;
const settings = someSettings({ runners: [aRunner({ limit: 5 })] });

describe('jobs that wait and no webhook told of', () => {
  const waiting = (more: Partial<GitLabJob> = {}): GitLabJob => ({
    ...{ id: 7, projectId: 380, name: 'unit', status: 'pending', gitlabStatus: 'pending', tags: [], at: OLD },
    ...more,
  });

  test.each<[string, GitLabJob, State, number[]]>([
    ['one that is on no record', waiting(), aState(), [7]],
    ['one that is on record as created', waiting(), aState({ jobs: [aJob('created', 7)] }), [7]],
    ['not one that is on record', waiting(), aState({ jobs: [aJob('pending', 7)] }), []],
    ['not one that runs meanwhile', waiting(), aState({ jobs: [aJob('running', 7)] }), []],
    ['not one whose webhook may be on its way', waiting({ at: NOW - 60 }), aState(), []],
    ['not one that a runner has and has not begun', waiting({ handedTo: 7 }), aState(), []],
    ['not one that no runner of ours can run', waiting({ tags: ['windows'] }), aState(), []],
  ])('%s', (_, job, state, ids) => {
    expect(unheard([job], state, settings, NOW).map(({ id }) => id)).toEqual(ids);
  });

  test('records a job that waits unheard of, and a machine is launched for it', async () => {
    const t = new TestWorld(settings);
    const [job] = t.gitlab.pipelines.push(PROJECT, [{ name: 'unit' }]);
    await audit(t.world, settings, SCALER);
    expect([...(await t.world.store.readActive()).jobs]).toEqual([]);
    await t.clock.advance(61);
    await audit(t.world, settings, SCALER);
    await audit(t.world, settings, SCALER);
    expect([...(await t.world.store.readActive()).jobs]).toEqual([expect.objectContaining({ id: job?.id })]);
    expect(t.metrics.of('JobsFound')).toBe(1);
  });

  test('takes it to have waited since it could run, and not since its pipeline was created', async () => {
    const t = new TestWorld(settings);
    const pendingJobs = async () => ({ jobs: [waiting({ waited: 100 })], unanswered: [] });
    await audit({ ...t.world, gitlab: { ...t.world.gitlab, pendingJobs } }, settings, SCALER);
    expect([...(await t.world.store.readActive()).jobs]).toMatchObject([{ at: NOW - 100 }]);
  });

  test('rings for GitLab’s silence once an audit, however many jobs wait unheard of', async () => {
    const t = new TestWorld(settings);
    t.gitlab.pipelines.push(PROJECT, [{ name: 'unit' }, { name: 'lint' }]);
    await audit(t.world, settings, SCALER);
    expect(t.metrics.of('GitLabFailures')).toBe(0);
    await t.clock.advance(61);
    await audit(t.world, settings, SCALER);
    expect(t.metrics.of('JobsFound')).toBe(2);
    expect(t.metrics.of('GitLabFailures')).toBe(1);
  });

  test('records the others where one of these jobs cannot be written', async () => {
    const t = new TestWorld(settings);
    const [good, bad] = t.gitlab.pipelines.push(PROJECT, [{ name: 'unit' }, { name: 'lint' }]);
    await t.clock.advance(61);
    const { store } = t.world;
    const record: typeof store.record = (event) =>
      event.id === bad?.id ? Promise.reject(new Error('refused')) : store.record(event);
    await audit({ ...t.world, store: { ...store, record } }, settings, SCALER);
    expect([...(await store.readActive()).jobs]).toEqual([expect.objectContaining({ id: good?.id })]);
    expect(t.errors).toEqual(['recording a job that no webhook told of failed']);
    await t.reconcile();
    expect(await t.machines()).toHaveLength(1);
  });
});

describe('jobs that wait in a group of many projects', () => {
  const GROUP = 9;
  const inGroup = someSettings({ runners: [aRunner({ scope: { kind: 'Group', id: GROUP } })] });
  function aGroup(projects: number): TestWorld {
    const t = new TestWorld(inGroup);
    for (let id = 1000; id < 1000 + projects; id += 1) {
      t.gitlab.projects.add({ id, path: `many/project-${id}`, groupId: GROUP });
    }
    return t;
  }
  const found = async (t: TestWorld) => [...(await t.world.store.readActive()).jobs].map(({ id }) => id);

  test.each([25, 250])(
    'of %i projects are found in each, within as many audits as it has hundreds',
    async (projects) => {
      const t = aGroup(projects);
      const pushed = [1000, 1000 + projects - 1].flatMap((id) =>
        t.gitlab.pipelines.push(id, [{ name: 'nightly' }]),
      );
      // Pushes in others: these two are not among those in which something happened lately.
      for (let id = 1001; id < 1022; id += 1)
        t.gitlab.pipelines.push(id, [{ name: 'unit', tags: ['windows'] }]);
      await t.clock.advance(61);
      for (let audits = 0; audits < Math.ceil(projects / 100); audits += 1)
        await audit(t.world, inGroup, SCALER);
      expect(await found(t)).toEqual(pushed.map(({ id }) => id));
    },
  );

  test('are looked for again and again, and first in those that were heard of lately', async () => {
    const t = aGroup(250);
    const asked: number[][] = [];
    const begins: (number | undefined)[] = [];
    const gitlab: typeof t.world.gitlab = {
      ...t.world.gitlab,
      pendingJobs: (scope, others, from) => {
        asked.push([...others]);
        begins.push(from);
        return t.world.gitlab.pendingJobs(scope, others, from);
      },
    };
    const event = { name: 'unit', status: 'pending', gitlabStatus: 'pending' } as const;
    await t.world.store.record({ ...event, id: 7, projectId: 1200, at: NOW });
    for (let audits = 0; audits < 4; audits += 1) {
      await audit({ ...t.world, gitlab }, inGroup, SCALER);
      const [job] = (await t.world.store.readActive()).jobs;
      if (job) await t.world.store.removeJob(job);
    }
    expect(begins).toEqual([0, 1, 2, 0]);
    expect(asked).toEqual([[1200], [1200], [1200], [1200]]);
  });

  test('of many that were heard of in the last fifty', async () => {
    const t = aGroup(60);
    const event = { name: 'unit', status: 'pending', gitlabStatus: 'pending' } as const;
    const heard = times(60, (number) => ({ ...event, id: number, projectId: 1000 + ((number * 7) % 60) }));
    for (const job of heard) await t.world.store.record({ ...job, at: NOW + job.projectId });
    let asked: readonly number[] = [];
    const pendingJobs: typeof t.world.gitlab.pendingJobs = (scope, others, from) => {
      asked = others;
      return t.world.gitlab.pendingJobs(scope, others, from);
    };
    await audit({ ...t.world, gitlab: { ...t.world.gitlab, pendingJobs } }, inGroup, SCALER);
    expect(asked).toEqual(times(50, (number) => 1060 - number));
  });

  test('are found although one project cannot be asked', async () => {
    const t = aGroup(25);
    const [job] = t.gitlab.pipelines.push(1024, [{ name: 'nightly' }]);
    await t.clock.advance(61);
    const gitlab = gitlabPort(t.gitlab, async ({ path }) => {
      if (path.startsWith('/projects/1003/')) throw new Error('GitLab answered 500');
    });
    await audit({ ...t.world, gitlab }, inGroup, SCALER);
    expect(await found(t)).toEqual([job?.id]);
    expect(t.errors).toEqual(['a project’s jobs cannot be looked at']);
  });
});
