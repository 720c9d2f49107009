import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { JobHook } from '../../../../lib/simulation/gitlab/job-hook.ts';
import type { NewJob, NewRunner } from '../../../../lib/simulation/gitlab/model.ts';
import { aGitLab, aRunnerOf, take } from './a-gitlab.ts';

const fixture = (name: string) => JSON.parse(readFileSync(`test/fixtures/job-events/${name}.json`, 'utf8'));

function statuses(gitlab: ReturnType<typeof aGitLab>['gitlab'], pipelineId: number): Record<string, string> {
  return Object.fromEntries(gitlab.jobs.liveOf(pipelineId).map(({ name, status }) => [name, status]));
}

const inProject380 = { type: 'project_type', projectId: 380 } as const;

test.each<[string, NewJob, Partial<NewRunner>, 'Given' | 'NoJob']>([
  ['untagged, to one that runs untagged', { name: 'a' }, {}, 'Given'],
  ['untagged, to one that does not', { name: 'a' }, { tags: ['x'], runUntagged: false }, 'NoJob'],
  ['tagged, to one with all its tags', { name: 'a', tags: ['x'] }, { tags: ['y', 'x'] }, 'Given'],
  ['tagged, to one with some', { name: 'a', tags: ['x', 'y'] }, { tags: ['x'] }, 'NoJob'],
  ['tagged, to one without tags', { name: 'a', tags: ['x'] }, {}, 'NoJob'],
  ['to a runner of its project', { name: 'a' }, inProject380, 'Given'],
  ['to a runner of another project', { name: 'a' }, { type: 'project_type', projectId: 381 }, 'NoJob'],
  ['to a runner of its group', { name: 'a' }, { type: 'group_type', groupId: 7 }, 'Given'],
  ['to a runner of another group', { name: 'a' }, { type: 'group_type', groupId: 8 }, 'NoJob'],
  ['to a paused runner', { name: 'a' }, { paused: true }, 'NoJob'],
  [
    'of a protected branch, to a protected runner',
    { name: 'a', isProtected: true },
    { accessLevel: 'ref_protected' },
    'Given',
  ],
  ['of another branch, to a protected runner', { name: 'a' }, { accessLevel: 'ref_protected' }, 'NoJob'],
])('a job, %s', (_, job, runner, expected) => {
  const { gitlab } = aGitLab();
  gitlab.pipelines.push(380, [job]);
  expect(gitlab.requestJob(aRunnerOf(gitlab, runner).token).kind).toBe(expected);
});

test('a project without group runners has its jobs run by no runner of its group', () => {
  const { gitlab } = aGitLab();
  gitlab.projects.add({ id: 382, path: 'acme/alone', groupId: 7, withoutGroupRunners: true });
  gitlab.pipelines.push(382, [{ name: 'a' }]);
  const ofGroup = aRunnerOf(gitlab, { type: 'group_type', groupId: 7 });
  expect(gitlab.requestJob(ofGroup.token).kind).toBe('NoJob');
  expect(gitlab.requestJob(aRunnerOf(gitlab).token).kind).toBe('Given');
});

test('a runner of a project that is not locked may be enabled for another, and runs its jobs', () => {
  const { gitlab } = aGitLab();
  const [open, locked] = [
    aRunnerOf(gitlab, inProject380),
    aRunnerOf(gitlab, { ...inProject380, locked: true }),
  ];
  expect([open, locked].map(({ id }) => gitlab.runners.enable(id, 381))).toEqual(['Enabled', 'Refused']);
  gitlab.pipelines.push(381, [{ name: 'a' }]);
  expect(gitlab.requestJob(locked.token).kind).toBe('NoJob');
  expect(gitlab.requestJob(open.token).kind).toBe('Given');
});

test('jobs are given in the order of their ids', () => {
  const { gitlab } = aGitLab();
  const runner = aRunnerOf(gitlab);
  const pushed = gitlab.pipelines.push(380, [{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  expect(pushed.map(() => take(gitlab, runner).id)).toEqual(pushed.map(({ id }) => id));
});

test('the job with the lowest id comes first, also if it began to wait later', () => {
  const { gitlab } = aGitLab();
  const runner = aRunnerOf(gitlab);
  gitlab.pipelines.push(380, [
    { name: 'first', stage: 'one' },
    { name: 'second', stage: 'two' },
  ]);
  const build = take(gitlab, runner);
  gitlab.pipelines.push(380, [{ name: 'third' }]);
  gitlab.updateJob(build.id, build.token, { state: 'success' });
  expect([build.name, take(gitlab, runner).name, take(gitlab, runner).name]).toEqual([
    'first',
    'second',
    'third',
  ]);
});

test('a job is never given twice, and never against the rules, whoever asks', () => {
  const tags = fc.subarray(['x', 'y', 'z']);
  fc.assert(
    fc.property(
      fc.array(tags, { maxLength: 20 }),
      fc.array(tags, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(3), { maxLength: 60 }),
      (jobs, runners, requests) => {
        const { gitlab } = aGitLab();
        const registered = runners.map((own) => aRunnerOf(gitlab, { tags: own }));
        gitlab.pipelines.push(
          380,
          jobs.map((own, index) => ({ name: `${index}`, tags: own })),
        );
        const given = requests.flatMap((index) => {
          const runner = registered[index % registered.length];
          const request = gitlab.requestJob(runner?.token ?? '');
          if (request.kind !== 'Given') return [];
          expect(runner?.tags).toEqual(expect.arrayContaining([...request.job.tags]));
          return [request.job.id];
        });
        expect(new Set(given).size).toBe(given.length);
      },
    ),
  );
});

test('a stage begins when the one before it has succeeded, and is skipped if that has not, until it is retried', () => {
  const { gitlab } = aGitLab();
  const runner = aRunnerOf(gitlab);
  const [build] = gitlab.pipelines.push(380, [
    { name: 'build', stage: 'build' },
    { name: 'unit', stage: 'test' },
  ]);
  const pipeline = build?.pipelineId ?? 0;
  expect(statuses(gitlab, pipeline)).toEqual({ build: 'pending', unit: 'created' });
  const failing = take(gitlab, runner);
  gitlab.updateJob(failing.id, failing.token, { state: 'failed' });
  expect(statuses(gitlab, pipeline)).toEqual({ build: 'failed', unit: 'skipped' });
  const again = gitlab.pipelines.retry(failing.id);
  expect(again?.id).toBeGreaterThan(failing.id);
  expect(gitlab.pipelines.retry(failing.id)).toBeUndefined();
  expect(statuses(gitlab, pipeline)).toEqual({ build: 'pending', unit: 'created' });
  const passing = take(gitlab, runner);
  gitlab.updateJob(passing.id, passing.token, { state: 'success' });
  expect(statuses(gitlab, pipeline)).toEqual({ build: 'success', unit: 'pending' });
});

test('a manual job waits for somebody when its stage has come, and holds nothing up', () => {
  const { gitlab } = aGitLab();
  const runner = aRunnerOf(gitlab);
  const [build] = gitlab.pipelines.push(380, [
    { name: 'build', stage: 'build' },
    { name: 'review', stage: 'test', isManual: true },
    { name: 'unit', stage: 'test' },
    { name: 'site', stage: 'deploy', isManual: true },
    { name: 'done', stage: 'after' },
  ]);
  const pipeline = build?.pipelineId ?? 0;
  expect(statuses(gitlab, pipeline)).toMatchObject({ review: 'created', unit: 'created' });
  const succeed = () => {
    const { id, token } = take(gitlab, runner);
    gitlab.updateJob(id, token, { state: 'success' });
  };
  succeed();
  expect(statuses(gitlab, pipeline)).toMatchObject({ review: 'manual', unit: 'pending', site: 'created' });
  succeed();
  expect(statuses(gitlab, pipeline)).toMatchObject({ site: 'manual', done: 'pending' });
});

test('a canceled job is given to nobody, and its runner cannot end it', () => {
  const { gitlab } = aGitLab();
  const runner = aRunnerOf(gitlab);
  const jobs = gitlab.pipelines.push(380, [{ name: 'runs' }, { name: 'waits' }]);
  const running = take(gitlab, runner);
  for (const { id } of jobs) expect(gitlab.pipelines.cancel(id)?.status).toBe('canceled');
  expect(gitlab.requestJob(runner.token).kind).toBe('NoJob');
  expect(gitlab.updateJob(running.id, running.token, { state: 'success' }).kind).toBe('NotProcessing');
  expect(gitlab.jobs.find(running.id)?.status).toBe('canceled');
});

test('only the token of a job speaks for it', () => {
  const { gitlab } = aGitLab();
  const runner = aRunnerOf(gitlab);
  gitlab.pipelines.push(380, [{ name: 'unit' }]);
  const { id, token } = take(gitlab, runner);
  expect(gitlab.updateJob(id, runner.token, { state: 'success' }).kind).toBe('Forbidden');
  expect(gitlab.updateJob(id + 1, token, { state: 'success' }).kind).toBe('Forbidden');
  expect(gitlab.updateJob(id, token, { state: 'running' }).kind).toBe('Done');
});

test('each change of status is one webhook, with the keys that GitLab sends and what happened', async () => {
  const { gitlab, clock } = aGitLab();
  const hooks: JobHook[] = [];
  const stop = gitlab.onWebhook((hook) => hooks.push(hook));
  const runner = aRunnerOf(gitlab, { tags: ['linux'], ...inProject380 });
  const [pushed] = gitlab.pipelines.push(380, [{ name: 'unit', stage: 'test' }]);
  await clock.advance(40);
  const job = take(gitlab, runner);
  await clock.advance(30);
  gitlab.updateJob(job.id, job.token, { state: 'failed', failureReason: 'runner_system_failure' });
  stop();
  gitlab.pipelines.retry(job.id);

  expect(hooks.map(({ build_status }) => build_status)).toEqual(['created', 'pending', 'running', 'failed']);
  for (const hook of hooks) {
    const like = fixture(hook.build_status);
    expect(Object.keys(hook).toSorted()).toEqual(Object.keys(like).toSorted());
    for (const part of ['user', 'commit', 'repository', 'project'] as const) {
      expect(Object.keys(hook[part])).toEqual(Object.keys(like[part]));
    }
    expect(hook.runner === null).toBe(like.runner === null);
    expect(hook.project).toEqual(like.project);
    expect(hook.repository).toEqual(like.repository);
    expect(hook).toMatchObject({ build_id: pushed?.id, build_name: 'unit', project_name: 'acme / shop' });
  }
  expect(hooks[3]).toMatchObject({
    build_created_at: '2026-11-24T10:00:00.000Z',
    build_started_at_iso: '2026-11-24T10:00:40Z',
    build_finished_at: '2026-11-24T10:01:10.000Z',
    build_duration: 30,
    build_queued_duration: 40,
    build_failure_reason: 'runner_system_failure',
    runner: {
      id: runner.id,
      description: 'machine-1',
      runner_type: 'project_type',
      active: true,
      tags: ['linux'],
    },
  });
});

test('a job that waits is adopted from its webhook, once, and runs as any other', () => {
  const { gitlab } = aGitLab();
  expect(gitlab.pipelines.adopt(fixture('pending'))).toBe(true);
  expect(gitlab.pipelines.adopt(fixture('pending'))).toBe(false);
  expect(gitlab.jobs.find(1977)).toMatchObject({
    name: 'unit',
    stage: 'test',
    projectId: 380,
    tags: [],
    duration: 30,
  });
  expect(take(gitlab, aRunnerOf(gitlab)).id).toBe(1977);
  const [next] = gitlab.pipelines.push(380, [{ name: 'next' }]);
  expect(next?.id).toBe(1978);
});

test.each(['created', 'running', 'success'])('a job that is %s is not adopted', (status) => {
  expect(aGitLab().gitlab.pipelines.adopt(fixture(status))).toBe(false);
});

test('an adopted job of an unknown project brings its project', () => {
  const { gitlab } = aGitLab();
  const project = { path_with_namespace: 'else/where' };
  expect(gitlab.pipelines.adopt({ ...fixture('pending'), project_id: 5, project })).toBe(true);
  expect(gitlab.projects.find(5)?.path).toBe('else/where');
});
