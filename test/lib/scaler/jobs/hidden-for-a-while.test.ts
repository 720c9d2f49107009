import { FULL_ACCESS } from '../../../../lib/simulation/gitlab/access.ts';
import { someSettings } from '../../../builders/settings.ts';
import { PROJECT, TestWorld } from '../a-world.ts';

const HOUR = 3600;

test('a job that has run for hours and that GitLab hides from us once keeps its machine, and counts once', async () => {
  const t = new TestWorld(someSettings());
  const { job } = await t.runJob();
  await t.clock.advance(2 * HOUR);
  t.gitlab.access = { ...FULL_ACCESS, levelIn: new Map([[PROJECT, 0]]) };
  await t.reconcile();
  expect(await t.machines()).toMatchObject([{ state: 'Used', jobIds: [job.id] }]);
  await t.clock.advance(1);
  t.gitlab.access = FULL_ACCESS;
  t.gitlab.updateJob(job.id, job.token, { state: 'success' });
  await t.hear(job.id);
  await t.reconcile();
  expect(await t.machines()).toMatchObject([{ state: 'Idle', builds: 1 }]);
});
