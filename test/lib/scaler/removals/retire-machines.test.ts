import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { TestWorld } from '../a-world.ts';

const IDLE_TIME = 120;
const settings = someSettings({
  runners: [aRunner({ machine: { places: 2, idle: anIdle(0, IDLE_TIME) } })],
});

/** A machine of two places, of which one was free for longer than IdleTime. */
async function aSparseMachine() {
  const t = new TestWorld(settings);
  const { machine, job } = await t.runJob();
  await t.clock.advance(IDLE_TIME + 1);
  const end = async () => {
    t.gitlab.pipelines.end(job, { status: 'success' });
    await t.hear(job.id);
  };
  return { t, job, end, isPaused: () => t.gitlab.runners.find(machine.runnerId)?.paused };
}

test('one with a place to spare is given no more jobs, and leaves when its own has ended', async () => {
  const { t, job, end, isPaused } = await aSparseMachine();
  await t.reconcile();
  expect(await t.machines()).toEqual([
    expect.objectContaining({ state: 'Used', jobIds: [job.id], isPaused: true }),
  ]);
  expect(isPaused()).toBe(true);
  await end();
  await t.reconcile();
  expect([await t.machines(), t.gitlab.runners.all()]).toEqual([[], []]);
});

test('a second job takes its place, and one leaves the other to it', async () => {
  const { t, job, end, isPaused } = await aSparseMachine();
  const [other] = await t.push([{ name: 'late' }]);
  const [runner] = t.gitlab.runners.all();
  t.gitlab.requestJob(runner?.token ?? '');
  await t.hear(other?.id ?? 0);
  await t.reconcile();
  expect(await t.machines()).toEqual([expect.objectContaining({ jobIds: [other?.id, job.id], builds: 2 })]);
  await end();
  await t.reconcile();
  expect(await t.machines()).toEqual([expect.objectContaining({ state: 'Used', jobIds: [other?.id] })]);
  expect(isPaused()).not.toBe(true);
});

test('it is on record first: one whose runner GitLab could not pause leaves all the same', async () => {
  const { t, end, isPaused } = await aSparseMachine();
  const { pauseRunner } = t.world.gitlab;
  t.world.gitlab.pauseRunner = () => Promise.reject(new Error('GitLab is down'));
  await t.reconcile();
  expect(await t.machines()).toEqual([expect.objectContaining({ state: 'Used', isPaused: true })]);
  expect([t.errors, isPaused()]).toEqual([['retiring a machine failed'], false]);
  t.world.gitlab.pauseRunner = pauseRunner;
  await end();
  await t.reconcile();
  expect(await t.machines()).toEqual([]);
});
