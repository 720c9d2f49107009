import type { RunnerSettings } from '../../../../../lib/config/settings.ts';
import { plan } from '../../../../../lib/scaler/plan/plan.ts';
import { wakeAt } from '../../../../../lib/scaler/plan/wake-at.ts';
import type { State } from '../../../../../lib/scaler/state/state.ts';
import { anIdle, aRunner, someSettings } from '../../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, unconfirmed } from '../../../../builders/state.ts';
import { coming, habit, pipeline, running, settings, tests, took } from './a-pipeline.ts';

describe('an idle machine', () => {
  const idle = aMachine('Idle', 9, { since: NOW - 121 });
  const removed = (state: State, runner: RunnerSettings = aRunner()) =>
    plan(state, someSettings({ runners: [runner] }), NOW).removals.map(({ machine }) => machine.name);

  test('stays beyond IdleTime for a job that comes within the minute', () => {
    expect(removed(pipeline(30, { machines: [aMachine('Used', 1), idle] }))).toEqual([]);
  });

  test('stays though others boot for the same jobs, but not where these are enough', () => {
    const booting = aMachine('Creating', 2, { launchedAt: NOW - 5 });
    const machines = [aMachine('Used', 1), booting, idle];
    expect(removed(pipeline(30, { machines }))).toEqual([]);
    const two = { jobs: [running('build', 1, 30), coming('test', 2), coming('test', 3)], machines };
    expect(removed(pipeline(30, two))).toEqual(['machine-9']);
  });

  test('leaves where none comes, or comes much later', () => {
    expect(removed(aState({ machines: [idle] }))).toEqual(['machine-9']);
    const slow = [habit('build', 1, took(600, 0)), ...tests.map((id) => habit('test', id, took(90, 600)))];
    expect(removed(pipeline(30, { machines: [aMachine('Used', 1), idle], habits: slow }))).toEqual([
      'machine-9',
    ]);
  });
});

describe('a machine launched ahead that has run no job', () => {
  const ahead = aMachine('Idle', 9, { since: NOW - 1, isAhead: true });
  const removed = (state: State, runner: RunnerSettings = aRunner()) =>
    plan(state, someSettings({ runners: [runner] }), NOW).removals.map(({ reason }) => reason);
  const failed = { jobs: [], machines: [ahead] };

  test('leaves as soon as the jobs that it was for do not come', () => {
    expect(removed(aState(failed))).toEqual([
      'it was launched ahead for jobs that do not come, and IdleCount 0 is kept without it',
    ]);
  });

  describe('when the build before those jobs has ended', () => {
    const ended = (seconds: number, pipelineId = 100): State => {
      const jobs = tests.map((id) => coming('test', id));
      const [since, firstJobAt] = [NOW - seconds, NOW - 60];
      const lastEnd = { pipelineId, at: since };
      return pipeline(60, {
        jobs,
        machines: [aMachine('Idle', 1, { since, firstJobAt, lastEnd }), ahead],
      });
    };

    test('it stays until GitLab has told what becomes of them', () => {
      expect(removed(ended(2))).toEqual([]);
      const state = {
        ...ended(2),
        machines: [...ended(2).machines, aMachine('Idle', 3, { since: NOW - 130 })],
      };
      expect(removed(state)).toEqual([]);
      const at = wakeAt(ended(2), settings(), NOW, plan(ended(2), settings(), NOW).foreseen) ?? 0;
      expect(at - NOW).toBe(8);
    });

    test('but not if the build was of another pipeline: these may have been held for hours', () => {
      const state = ended(2, 99);
      expect(removed(state)).toHaveLength(1);
      const at = wakeAt(state, settings(), NOW, plan(state, settings(), NOW).foreseen);
      expect(at).toBeUndefined();
    });

    test('but not for ever: a job may be held by what nobody tells', () => {
      expect(removed(ended(11))).toEqual([
        expect.stringMatching(/^it was launched ahead for jobs that do not/),
      ]);
    });
  });

  test.each<[string, State, Parameters<typeof aRunner>[0]]>([
    ['a job may take it', pipeline(10, { machines: [aMachine('Used', 1), ahead] }), {}],
    ['a job waits', aState({ ...failed, jobs: [aJob('pending', 50)] }), {}],
    [
      'a job waits of which GitLab has not told yet',
      aState({ ...failed, jobs: [unconfirmed(aJob('pending', 50))] }),
      {},
    ],
    ['IdleCount wants it', aState(failed), { machine: { idle: anIdle(1, 600) } }],
    ['nobody knows what comes', pipeline(10, { machines: [aMachine('Used', 1), ahead], habits: [] }), {}],
    ['it has run a job since', aState({ ...failed, machines: [{ ...ahead, firstJobAt: NOW - 60 }] }), {}],
    ['it was launched for a job that waited', aState({ ...failed, machines: [aMachine('Idle', 9)] }), {}],
  ])('stays while %s', (_, state, runner) => {
    expect(removed(state, aRunner(runner))).toEqual([]);
  });
});
