import { planDeaf } from '../../../../lib/scaler/plan/deaf-machines.ts';
import { plan } from '../../../../lib/scaler/plan/plan.ts';
import type { Job } from '../../../../lib/scaler/state/job.ts';
import type { Machine } from '../../../../lib/scaler/state/machine.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW } from '../../../builders/state.ts';

const MINUTE = 60;
const settings = someSettings({ concurrent: 1, runners: [aRunner({ tags: ['linux'] })] });

/** GitLab says so often enough that it waits, since that long ago. */
const waiting = (minutes: number, tags: readonly string[] = []): Job => ({
  ...aJob('pending', 1),
  lookup: { kind: 'Confirmed', since: NOW - minutes * MINUTE, askedAt: NOW, tags, counted: false },
});

const idle = (number: number, minutes: number): Machine =>
  aMachine('Idle', number, { since: NOW - minutes * MINUTE });

const leaving = (machines: readonly Machine[], jobs: readonly Job[]) =>
  planDeaf(aState({ machines, jobs }), settings).map(({ machine }) => machine.instanceId);

test('a machine that was idle before a job began to wait, and did not take it, leaves', () => {
  const { removals } = plan(aState({ machines: [idle(1, 20)], jobs: [waiting(10)] }), settings, NOW);
  expect(removals).toEqual([
    {
      machine: expect.objectContaining({ instanceId: 'i-1' }),
      reason: 'job 1 waits, and it did not take it',
    },
  ]);
});

test.each<[string, readonly Machine[], readonly Job[]]>([
  ['no job waits', [idle(1, 20)], []],
  ['the job has not waited for long', [idle(1, 20)], [waiting(4)]],
  ['it became idle later', [idle(1, 9)], [waiting(10)]],
  ['it may not be given the job', [idle(1, 20)], [waiting(10, ['gpu'])]],
  ['it runs a job', [aMachine('Used', 1, { since: NOW - 20 * MINUTE })], [waiting(10)]],
  ['another is coming', [idle(1, 20), aMachine('Creating', 2)], [waiting(10)]],
  ['a younger one did not take the job either', [idle(1, 20), idle(2, 5)], [waiting(10)]],
])('it stays where %s', (_, machines, jobs) => {
  expect(leaving(machines, jobs)).toEqual([]);
});

test('of several one leaves at a time', () => {
  expect(leaving([idle(1, 30), idle(2, 20)], [waiting(10)])).toEqual(['i-1']);
});
