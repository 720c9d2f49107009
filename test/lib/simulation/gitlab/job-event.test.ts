import { parseJobWebhook } from '../../../../lib/gitlab/job-webhook.ts';
import { jobEvent } from '../../../../lib/simulation/gitlab/job-event.ts';
import { jobHook } from '../../../../lib/simulation/gitlab/job-hook.ts';
import { isOver, type NewJob } from '../../../../lib/simulation/gitlab/model.ts';
import { createWorld } from '../../../../lib/simulation/world/world.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { NOW } from '../../../builders/state.ts';

const JOBS: readonly NewJob[] = [
  { name: 'build', stage: 'build', duration: 20.4 },
  { name: 'lint', stage: 'build', duration: 7, environment: 'review/1' },
  { name: 'unit', stage: 'test', duration: 61.77, fails: true },
  { name: 'by hand', stage: 'test', isManual: true },
  { name: 'deploy', stage: 'deploy', environment: 'production' },
];

test.each([1, 2, 3])('the event is what is read in the body of the same webhook, seed %d', async (seed) => {
  const settings = someSettings({ runners: [aRunner()] });
  const world = createWorld({ settings, seed, start: NOW, faults: { until: NOW + 7200 } });
  const statuses = new Set<string>();
  world.gitlab.onTell((told) => {
    const body = JSON.parse(JSON.stringify(jobHook(told)));
    statuses.add(told.job.status);
    expect(parseJobWebhook(body)).toEqual({ kind: 'Job', event: jobEvent(told) });
  });
  for (let push = 0; push < 20; push += 1) world.push(NOW + 97.123 * push, 380, JOBS);
  await world.clock.advance(1000);
  const [unended] = world.gitlab.jobs.all().filter((job) => !isOver(job));
  world.gitlab.pipelines.cancel(unended?.id ?? 0);
  await world.clock.advance(6200);
  expect([...statuses]).toEqual(
    expect.arrayContaining(['created', 'pending', 'running', 'success', 'failed']),
  );
  expect([...statuses]).toEqual(expect.arrayContaining(['skipped', 'manual', 'canceled']));
});
