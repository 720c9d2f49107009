import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { TestWorld } from '../a-world.ts';

const settings = someSettings({ runners: [aRunner({ machine: { idle: anIdle(0, 60) } })] });

test('a machine that is kept finishes its job, takes no other, and leaves when the time is over', async () => {
  const t = new TestWorld(settings);
  const { job, machine } = await t.runJob();
  const { runnerId } = machine;
  const [used] = await t.machines();
  if (used === undefined) throw new Error('there is no machine');
  await t.world.store.machines.replace({ ...used, kept: { until: t.clock.now() + 7200 } });
  await t.reconcile();
  expect(t.gitlab.runners.find(runnerId)?.paused).toBe(true);

  t.gitlab.updateJob(job.id, job.token, { state: 'success' });
  await t.hear(job.id);
  await t.clock.advance(3600);
  await t.reconcile();
  expect(await t.machines()).toMatchObject([{ state: 'Idle', isPaused: true }]);

  await t.clock.advance(3601);
  await t.reconcile();
  expect(await t.machines()).toEqual([]);
  expect(t.errors).toEqual([]);
});
