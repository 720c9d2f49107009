import type { NewJob, NewRunner } from '../../../../lib/simulation/gitlab/model.ts';
import { startWorkers } from '../../../../lib/simulation/gitlab/workers.ts';
import { aGitLab, aRunnerOf } from './a-gitlab.ts';

const HOUR = 3600;
const OF_PROJECT = { type: 'project_type', projectId: 380 } as const;

/** A job that waits, of a project without webhooks, and the runners that have called. */
function aWaitingJob(runners: readonly Partial<NewRunner>[] = [], wanted: Partial<NewJob> = {}) {
  const { gitlab, clock } = aGitLab();
  startWorkers(gitlab, clock);
  const called = runners.map((more) => aRunnerOf(gitlab, more));
  for (const { token } of called) gitlab.runners.contact(token);
  const push = (): number => gitlab.pipelines.push(380, [{ name: 'unit', ...wanted }])[0]?.id ?? 0;
  const fate = (id: number): string => {
    const { status, failureReason } = gitlab.jobs.find(id) ?? {};
    return failureReason ?? status ?? 'unknown';
  };
  return { gitlab, clock, called, push, fate };
}

describe('a job that waits', () => {
  test.each<[string, readonly Partial<NewRunner>[], Partial<NewJob>, string]>([
    ['no runner is there', [], {}, 'stuck_pending_no_matching_runners'],
    ['one is online that may run it', [OF_PROJECT], {}, 'pending'],
    [
      'one is online that lacks its tag',
      [OF_PROJECT],
      { tags: ['gpu'] },
      'stuck_pending_no_matching_runners',
    ],
    ['one is paused', [{ ...OF_PROJECT, paused: true }], {}, 'stuck_pending_no_matching_runners'],
  ])('for an hour, where %s', async (_, runners, wanted, fated) => {
    const { clock, push, fate } = aWaitingJob(runners, wanted);
    const id = push();
    await clock.advance(HOUR - 1);
    expect(fate(id)).toBe('pending');
    await clock.advance(2);
    expect(fate(id)).toBe(fated);
  });

  test('fails once the last runner has been silent for two hours', async () => {
    const { clock, push, fate } = aWaitingJob([OF_PROJECT]);
    const id = push();
    await clock.advance(2 * HOUR - 1);
    expect(fate(id)).toBe('pending');
    await clock.advance(2);
    expect(fate(id)).toBe('stuck_pending_no_matching_runners');
  });

  test('fails after a day, whoever is online', async () => {
    const { gitlab, clock, called, push, fate } = aWaitingJob([OF_PROJECT]);
    gitlab.runners.attend(called[0]?.id ?? 0);
    const id = push();
    await clock.advance(24 * HOUR - 1);
    expect(fate(id)).toBe('pending');
    await clock.advance(2);
    expect(fate(id)).toBe('stuck_pending_with_matching_runners');
  });
});

describe('a job of a project whose compute minutes for instance runners are used up', () => {
  test.each<[string, readonly Partial<NewRunner>[], Partial<NewJob>, string]>([
    ['fails at once', [], {}, 'ci_quota_exceeded'],
    ['waits if it has a tag, which those runners lack', [], { tags: ['aws'] }, 'pending'],
    ['waits if a runner of the project is online', [OF_PROJECT], {}, 'pending'],
    ['waits if a runner of its group is online', [{ type: 'group_type', groupId: 7 }], {}, 'pending'],
    ['fails though an instance runner is online', [{ type: 'instance_type' }], {}, 'ci_quota_exceeded'],
  ])('%s', (_, runners, wanted, fated) => {
    const { gitlab, push, fate } = aWaitingJob(runners, wanted);
    gitlab.projects.change(380, { instanceRunners: 'UsedUp' });
    expect(fate(push())).toBe(fated);
  });

  test('fails at once when it is retried, too', () => {
    const { gitlab, push, fate } = aWaitingJob();
    const id = push();
    gitlab.pipelines.cancel(id);
    gitlab.projects.change(380, { instanceRunners: 'UsedUp' });
    expect(fate(gitlab.pipelines.retry(id)?.id ?? 0)).toBe('ci_quota_exceeded');
  });
});
