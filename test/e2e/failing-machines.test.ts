import { statusReport } from '../../lib/cli/status/status.ts';
import { END_REASONS } from '../../lib/simulation/ec2/ec2.ts';
import { startWorld } from './a-world.ts';

const HOUR = 3600;
const PROJECT = 380;

let world: Awaited<ReturnType<typeof startWorld>>;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

/** For so many seconds each instance ends five seconds after its launch. Answers with how many there were. */
async function endingAtLaunch(seconds: number): Promise<number> {
  const seen = new Map<string, number>();
  for (let second = 0; second < seconds; second += 1) {
    await world.clock.advance(1);
    for (const { instanceId, state } of world.ec2.instances()) {
      const since = seen.get(instanceId) ?? world.clock.now();
      seen.set(instanceId, since);
      if (state !== 'terminated' && world.clock.now() - since >= 5)
        world.ec2.end(instanceId, END_REASONS.byDisk);
    }
  }
  return seen.size;
}

test('machines that end seconds after their launch are launched ever later, counted, and told of', async () => {
  const jobs = world.gitlab.pipelines.push(PROJECT, [{ name: 'unit', duration: 30 }]);
  const launched = await endingAtLaunch(HOUR);
  expect(launched).toBeGreaterThan(5);
  expect(launched).toBeLessThanOrEqual(20);
  expect(world.metrics.of('MachinesFailed')).toBeGreaterThanOrEqual(launched - 1);
  const report = statusReport(await world.store.readActive(), world.settings, world.clock.now());
  expect(report.setbacks).toEqual([
    expect.objectContaining({ failed: expect.any(Number), reason: END_REASONS.byDisk }),
  ]);
  expect(report.held[0]?.reason).toContain(END_REASONS.byDisk);

  // The key may be used again: the next one that is tried runs the job, and nothing waits any more.
  await world.clock.advance(2000);
  expect(world.gitlab.jobs.find(jobs[0]?.id ?? 0)?.status).toBe('success');
  expect((await world.store.readActive()).setbacks).toBeUndefined();
});
