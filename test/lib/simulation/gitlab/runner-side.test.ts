import { TODAYS_RUNNER } from '../../../../lib/simulation/gitlab/model.ts';
import { startWorkers } from '../../../../lib/simulation/gitlab/workers.ts';
import { aGitLab, aRunnerOf } from './a-gitlab.ts';

/** A job that was given to a runner of today, which has not accepted it. */
function aHandedOutJob() {
  const { gitlab, clock } = aGitLab();
  startWorkers(gitlab, clock);
  const runner = aRunnerOf(gitlab);
  const [pushed] = gitlab.pipelines.push(380, [{ name: 'unit' }]);
  const told: string[] = [];
  gitlab.onWebhook((hook) => told.push(`${hook.build_status} of ${hook.build_id}`));
  const request = gitlab.requestJob(runner.token, { features: TODAYS_RUNNER });
  if (request.kind !== 'Given' || pushed === undefined) throw new Error('no job was given');
  const { id, token } = request.job;
  return {
    ...{ gitlab, clock, runner, told, id },
    update: (state: 'pending' | 'running' | 'success' | 'failed', more = {}) =>
      gitlab.updateJob(id, token, { state, ...more }),
    trace: () => gitlab.runnerSide.appendTrace(id, token, 0, Buffer.from('x')),
    status: () => gitlab.jobs.find(id)?.status,
  };
}

describe('a job that is handed out', () => {
  test('is pending and named by no webhook until its runner accepts it', () => {
    const { gitlab, runner, told, id, update, status } = aHandedOutJob();
    expect([status(), told]).toEqual(['pending', []]);
    expect(gitlab.jobs.heldBy(runner.id).map((job) => job.id)).toEqual([id]);
    expect(update('running').kind).toBe('Done');
    expect([status(), told]).toEqual(['running', [`running of ${id}`]]);
  });

  test('is given to no other runner, has no log and no end', () => {
    const { gitlab, update, trace, status } = aHandedOutJob();
    expect(gitlab.requestJob(aRunnerOf(gitlab).token).kind).toBe('NoJob');
    expect(trace()).toMatchObject({ kind: 'NotProcessing' });
    expect(update('success').kind).toBe('Invalid');
    expect(status()).toBe('pending');
  });

  test('that is not accepted within two minutes fails, and a new one waits in its place', async () => {
    const { gitlab, clock, told, id, update, status } = aHandedOutJob();
    await clock.advance(119);
    expect(status()).toBe('pending');
    await clock.advance(2);
    expect(gitlab.jobs.find(id)).toMatchObject({
      status: 'failed',
      failureReason: 'runner_provisioning_timeout',
    });
    expect(told).toEqual([`failed of ${id}`, `created of ${id + 1}`, `pending of ${id + 1}`]);
    expect(update('running')).toMatchObject({ kind: 'NotProcessing', job: { status: 'failed' } });
  });

  test('stays its runner\u2019s for as long as that says that it prepares', async () => {
    const { clock, update, status } = aHandedOutJob();
    for (let minute = 0; minute < 5; minute += 1) {
      await clock.advance(60);
      expect(update('pending').kind).toBe('Done');
    }
    expect(status()).toBe('pending');
    expect(update('running').kind).toBe('Done');
    expect(update('pending').kind).toBe('Invalid');
    await clock.advance(600);
    expect(status()).toBe('running');
  });

  test('is retried so twice, and then fails', async () => {
    const { gitlab, clock, runner } = aHandedOutJob();
    for (let time = 0; time < 4; time += 1) {
      await clock.advance(121);
      gitlab.requestJob(runner.token, { features: TODAYS_RUNNER });
    }
    expect(gitlab.jobs.all().map(({ status, retries }) => [status, retries])).toEqual([
      ['failed', 0],
      ['failed', 1],
      ['failed', 2],
    ]);
  });

  test('is given to nobody if its runner is deleted, and fails as one that waits', async () => {
    const { gitlab, clock, runner, status } = aHandedOutJob();
    gitlab.runners.delete(runner.id);
    await clock.advance(3599);
    expect(gitlab.requestJob(aRunnerOf(gitlab).token).kind).toBe('NoJob');
    expect(status()).toBe('pending');
    await clock.advance(24 * 3600);
    expect(status()).toBe('failed');
  });

  test('is canceled at once, and its runner is told so when it would begin', () => {
    const { gitlab, id, update, status } = aHandedOutJob();
    gitlab.pipelines.cancel(id);
    expect(status()).toBe('canceled');
    expect(update('running')).toMatchObject({ kind: 'NotProcessing', job: { status: 'canceled' } });
  });
});

describe('a job that runs', () => {
  test('and is canceled is canceling until its runner says that it has ended, however it has', () => {
    const { gitlab, told, id, update, trace, status } = aHandedOutJob();
    update('running');
    gitlab.pipelines.cancel(id);
    expect(status()).toBe('canceling');
    expect(trace()).toMatchObject({ fits: true, job: { status: 'canceling' } });
    expect(update('running')).toMatchObject({ kind: 'Done', job: { status: 'canceling' } });
    expect(update('failed')).toMatchObject({ kind: 'Done', job: { status: 'canceled' } });
    expect(trace()).toMatchObject({ kind: 'NotProcessing', job: { status: 'canceled' } });
    expect(told).toEqual([`running of ${id}`, `canceling of ${id}`, `canceled of ${id}`]);
  });

  test('and is canceled by force is so at once', () => {
    const { gitlab, id, update, status } = aHandedOutJob();
    update('running');
    gitlab.pipelines.cancel(id);
    gitlab.pipelines.cancel(id);
    expect(status()).toBe('canceling');
    gitlab.pipelines.cancel(id, { force: true });
    expect(status()).toBe('canceled');
  });

  test.each([
    ['running', 'failed', 'no_updates_running'],
    ['canceling', 'canceled', undefined],
  ])('is given up when nothing was heard of it for long: %s', async (before, after, failureReason) => {
    const { gitlab, clock, id, update, status } = aHandedOutJob();
    update('running');
    if (before === 'canceling') gitlab.pipelines.cancel(id);
    await clock.advance(3599);
    expect(status()).toBe(before);
    await clock.advance(2);
    expect(gitlab.jobs.find(id)).toMatchObject({ status: after });
    expect(gitlab.jobs.find(id)?.failureReason).toBe(failureReason);
  });

  test('has ended once its log is stored: until then its runner is to say so again', () => {
    const { gitlab, update, trace, status } = aHandedOutJob();
    gitlab.runnerSide.storesTracesByPart = true;
    update('running');
    trace();
    expect(update('success', { hasChecksum: true }).kind).toBe('Accepted');
    expect(status()).toBe('running');
    expect(update('success', { hasChecksum: true }).kind).toBe('Done');
    expect(status()).toBe('success');
  });

  test.each([
    ['runner_interrupted', 'runner_interrupted'],
    ['eaten_by_the_dog', 'unknown_failure'],
    [undefined, 'script_failure'],
  ])('fails for a reason that GitLab knows: %s is %s', (said, shown) => {
    const { gitlab, id, update } = aHandedOutJob();
    update('running');
    update('failed', said === undefined ? {} : { failureReason: said });
    expect(gitlab.jobs.find(id)?.failureReason).toBe(shown);
  });
});

test('an older runner has its job run and canceled at once', () => {
  const { gitlab } = aGitLab();
  const runner = aRunnerOf(gitlab);
  gitlab.pipelines.push(380, [{ name: 'unit' }]);
  const request = gitlab.requestJob(runner.token);
  expect(request).toMatchObject({ kind: 'Given', job: { status: 'running' } });
  expect(gitlab.pipelines.cancel(1)?.status).toBe('canceled');
});
