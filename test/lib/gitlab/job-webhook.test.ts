import { readFileSync } from 'node:fs';
import { jobStatusOf } from '../../../lib/gitlab/job-status.ts';
import { parseJobWebhook } from '../../../lib/gitlab/job-webhook.ts';

const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`test/fixtures/job-events/${name}.json`, 'utf8'));

test.each([
  ['created', 'created', undefined, undefined, undefined],
  ['pending', 'pending', undefined, 0.4, undefined],
  ['running', 'running', 380987, 42.2, undefined],
  ['success', 'finished', 380987, 42.2, 162.4],
  ['failed', 'finished', 380987, 42.2, 42.4],
  ['canceled', 'finished', undefined, 0.4, undefined],
])('the webhook of a %s job is read', (gitlabStatus, status, runnerId, waited, ran) => {
  expect(parseJobWebhook(fixture(gitlabStatus))).toEqual({
    kind: 'Job',
    event: {
      ...{ id: 1977, projectId: 380, name: 'unit', status, gitlabStatus, retries: 0 },
      ...(waited && { waited }),
      ...(runnerId && { runnerId }),
      ...(gitlabStatus === 'failed' && { failureReason: 'runner_system_failure' }),
      ...{ pipelineId: 2366, stage: 'test', createdAt: Date.parse('2026-11-20T10:41:37.886Z') / 1000 },
      ...(ran && { ran }),
    },
  });
});

test.each([
  [{ retries_count: 2 }, { retries: 2 }],
  [{ environment: { name: 'review/42', action: 'start' } }, { environment: 'review/42' }],
  [{ build_failure_reason: 'script_failure' }, { failureReason: 'script_failure' }],
])('a webhook of a failed job with %j says so', (change, expected) => {
  const parsed = parseJobWebhook({ ...fixture('failed'), ...change });
  expect(parsed).toMatchObject({ kind: 'Job', event: expected });
});

test.each([
  ['2026-11-20 10:41:37 UTC', Date.parse('2026-11-20T10:41:37Z') / 1000],
  ['yesterday', undefined],
])('a job that was created at %s, as versions of GitLab write it', (build_created_at, createdAt) => {
  const parsed = parseJobWebhook({ ...fixture('created'), build_created_at });
  expect(parsed.kind === 'Job' && parsed.event.createdAt).toBe(createdAt);
});

test.each(['retries_count', 'environment', 'build_failure_reason', 'pipeline_id', 'build_stage'])(
  'a webhook without %s is a webhook too',
  (key) => {
    const { [key]: _, ...others } = fixture('failed');
    expect(parseJobWebhook(others).kind).toBe('Job');
  },
);

test.each([
  [{ build_queued_duration: -0.3 }, 'waited', undefined],
  [{ build_queued_duration: 'long' }, 'waited', undefined],
  [{ build_queued_duration: 1e308 }, 'waited', undefined],
  [{ build_queued_duration: Number.MIN_VALUE }, 'waited', 0],
  [{ build_queued_duration: 0.1 + 0.2 }, 'waited', 0.1 + 0.2],
  [{ build_duration: 1e308 }, 'ran', undefined],
  [{ pipeline_id: '2366' }, 'pipelineId', undefined],
  [{ build_created_at: 7 }, 'createdAt', undefined],
  [{ retries_count: -1 }, 'retries', undefined],
  [{ retries_count: 0.5 }, 'retries', undefined],
  [{ environment: { name: 7 } }, 'environment', undefined],
  [{ environment: { name: 'x'.repeat(10_000) } }, 'environment', 'x'.repeat(510)],
  [{ build_failure_reason: 3 }, 'failureReason', undefined],
  [{ build_name: '' }, 'name', 'job 1977'],
  [{ build_name: undefined }, 'name', 'job 1977'],
  [{ build_name: 'x'.repeat(10_000) }, 'name', 'x'.repeat(510)],
  [{ build_name: `x${'😀'.repeat(255)}` }, 'name', `x${'😀'.repeat(254)}\uFFFD`],
  [{ build_stage: 'a\uD800' }, 'stage', 'a\uFFFD'],
  [{ environment: 'production' }, 'environment', undefined],
  [{ environment: [] }, 'environment', undefined],
  [{ runner: 5 }, 'runnerId', undefined],
  [{ runner: 'a' }, 'runnerId', undefined],
  [{ runner: {} }, 'runnerId', undefined],
  [{ runner: { id: '5' } }, 'runnerId', undefined],
  [{ user: null, commit: null, repository: null, project: 7 }, 'projectId', 380],
] as const)(
  'a webhook whose figures are odd, such as %j, tells of its job all the same',
  (change, key, value) => {
    const parsed = parseJobWebhook({ ...fixture('failed'), ...change });
    expect(parsed).toMatchObject({ kind: 'Job', event: { id: 1977, status: 'finished' } });
    expect(parsed.kind === 'Job' && parsed.event[key]).toBe(value);
  },
);

test.each([
  ['canceled', null, undefined],
  ['failed', null, undefined],
  ['failed', '2026-11-20T10:42:20.102Z', 5],
  ['failed', undefined, 5],
])('a job that is %s and began at %s ran on runner %s', (status, began, runnerId) => {
  const hook = { ...fixture(status), runner: { id: 5 }, build_started_at: began };
  const parsed = parseJobWebhook(hook);
  expect(parsed.kind === 'Job' && parsed.event.runnerId).toBe(runnerId);
});

test.each([
  [{ object_kind: 'pipeline' }, /^object_kind: expected "build", found "pipeline"$/],
  [{ build_id: '1977' }, /^build_id: expected number, found "1977"$/],
  [{ build_id: 0 }, /^build_id: expected >=1, found 0$/],
  [{ build_id: 1.5 }, /^build_id: expected a whole number, found 1.5$/],
  [{ build_id: 2 ** 60 }, /^build_id: /],
  [{ project_id: null }, /^project_id: expected number, found null$/],
  [{ build_id: '' }, /^build_id: /],
  [{ build_id: -1 }, /^build_id: /],
  [{ build_id: [1977] }, /^build_id: /],
  [{ project_id: undefined }, /^project_id: expected .*, found undefined$/],
  [{ build_status: '' }, /^build_status: /],
  [{ build_status: 7 }, /^build_status: expected string, found 7$/],
  [{ build_status: null }, /^build_status: expected string, found null$/],
])('a webhook with %j is refused by the name of the key', (change, problem) => {
  const parsed = parseJobWebhook({ ...fixture('running'), ...change });
  expect(parsed).toEqual({ kind: 'Invalid', problems: [expect.stringMatching(problem)] });
});

test.each(['dreaming', 'constructor', 'Running', 'canceled '])(
  'a job that is %s, as a newer GitLab may call it, is left alone',
  (gitlabStatus) => {
    const parsed = parseJobWebhook({ ...fixture('running'), build_status: gitlabStatus });
    expect(parsed).toEqual({ kind: 'Unknown', id: 1977, gitlabStatus });
  },
);

test('of a status that is not known no more is told than people read', () => {
  const parsed = parseJobWebhook({ ...fixture('running'), build_status: 'x'.repeat(10_000) });
  expect(parsed).toEqual({ kind: 'Unknown', id: 1977, gitlabStatus: 'x'.repeat(64) });
});

test.each([[null], [[]], ['text'], [7], [undefined]])('%j is no webhook', (json) => {
  expect(parseJobWebhook(json).kind).toBe('Invalid');
});

test.each([
  ['created', 'created'],
  ['manual', 'dormant'],
  ['scheduled', 'created'],
  ['waiting_for_resource', 'created'],
  ['preparing', 'created'],
  ['skipped', 'dormant'],
  ['pending', 'pending'],
  ['running', 'running'],
  ['canceling', 'running'],
  ['success', 'finished'],
  ['failed', 'finished'],
  ['canceled', 'finished'],
  ['Running', undefined],
  ['', undefined],
])('%s means %s', (word, status) => {
  expect(jobStatusOf(word)).toBe(status);
});
