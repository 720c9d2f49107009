import type { RunnerSettings } from '../../lib/config/settings.ts';
import type { NewJob } from '../../lib/simulation/gitlab/model.ts';
import { PROJECT } from '../../lib/simulation/world/projects.ts';
import { machineRunners } from '../builders/machine-runners.ts';
import { type RunningWorld, startWorld } from './a-world.ts';

let world: RunningWorld;
afterEach(async () => {
  await world.stop();
  expect(world.errors).toEqual([]);
});

/** The seed's settings, with what the test is about put in. */
async function start(more: Partial<RunnerSettings> = {}, interruption: object = {}): Promise<void> {
  world = await startWorld({
    change: (settings) => ({
      ...settings,
      runners: settings.runners.map((runner) => ({
        ...runner,
        ...more,
        interruption: { ...runner.interruption, ...interruption },
      })),
    }),
  });
}

const push = (job: Partial<NewJob>): number =>
  world.gitlab.pipelines.push(PROJECT.id, [{ name: 'unit', ...job }])[0]?.id ?? 0;
const jobOf = (id: number) => world.gitlab.jobs.find(id);
/** The job in the place of one that was retried. */
const retrialOf = (id: number) => {
  const job = jobOf(id);
  return world.gitlab.jobs.all().find((other) => other.id > id && other.pipelineId === job?.pipelineId);
};
const machines = async () => (await world.details()).machines;
const running = () => world.ec2.instances().filter(({ state }) => state !== 'terminated');
const interrupt = (machine = '') => fetch(`${world.url}/api/interrupt/${machine}`, { method: 'POST' });

/** A machine that runs the job, as the page shows it. */
async function untilRunning(id: number) {
  const runs = async () =>
    jobOf(id)?.status === 'running' && (await machines()).some(({ job }) => job === id);
  await world.clock.advanceUntil(runs, 300);
  const machine = (await machines()).find(({ job }) => job === id);
  if (machine === undefined) throw new Error('no machine runs the job');
  return machine;
}

const untilEnded = (id: number, within = 600) =>
  world.clock.advanceUntil(() => jobOf(id)?.status === 'success', within);

test('an Idle machine is removed and replaced by nothing', async () => {
  await start();
  const id = push({});
  await untilEnded(id);
  await world.clock.advance(2);
  const [machine] = await machines();
  expect(machine?.state).toBe('Idle');
  expect((await interrupt(machine?.instanceId)).status).toBe(202);
  await world.clock.advanceUntil(async () => (await machines()).length === 0, 10);
  await world.clock.advance(200);
  expect(world.ec2.instances()).toHaveLength(1);
  expect(machineRunners(world.gitlab)).toEqual([]);
  expect(world.metrics.of('MachinesInterrupted')).toBe(1);
});

test('a job that ends within the two minutes is not retried, and its machine takes no other', async () => {
  await start();
  const id = push({ duration: 60 });
  const machine = await untilRunning(id);
  await interrupt(machine.name);
  await world.clock.advance(5);
  const next = push({ duration: 30 });
  await untilEnded(id, 120);
  await untilEnded(next);
  await world.clock.advance(60);
  expect(retrialOf(id)).toBeUndefined();
  const { jobs } = await world.details();
  expect(jobs.find((job) => job.id === id)).toMatchObject({ status: 'success', machine: machine.name });
  expect(jobs.find((job) => job.id === next)?.machine).not.toBe(machine.name);
  expect(running().map(({ instanceId }) => instanceId)).not.toContain(machine.instanceId);
});

test('a job that does not is retried, on a machine that was started at the warning, and counts once on each', async () => {
  await start();
  const id = push({ duration: 600 });
  const machine = await untilRunning(id);
  await interrupt(machine.name);
  await world.clock.advance(5);
  expect((await machines()).map(({ state }) => state).toSorted()).toEqual(['Creating', 'Used']);
  await world.clock.advance(110);
  expect((await machines()).map(({ state, builds }) => `${state} ${builds}`).toSorted()).toEqual([
    'Idle 0',
    'Used 1',
  ]);

  await world.clock.advanceUntil(() => retrialOf(id) !== undefined, 30);
  expect(jobOf(id)).toMatchObject({ status: 'canceled', retried: true });
  const retrial = retrialOf(id);
  const other = await untilRunning(retrial?.id ?? 0);
  expect(other.name).not.toBe(machine.name);
  await untilEnded(retrial?.id ?? 0, 700);
  await world.clock.advance(5);
  expect((await machines()).map(({ state, builds }) => `${state} ${builds}`)).toEqual(['Idle 1']);
  expect(world.ec2.instances()).toHaveLength(2);
  expect(machineRunners(world.gitlab)).toHaveLength(1);
  expect(world.metrics.of('JobsRetried')).toBe(1);
  const { jobs } = await world.details();
  expect(jobs.find((job) => job.id === id)).toMatchObject({ status: 'canceled', machine: machine.name });
  expect(jobs.find((job) => job.id === retrial?.id)).toMatchObject({ machine: other.name });
});

test('where the limit leaves no room for another machine, the job waits until its own is gone', async () => {
  await start({ limit: 1 });
  const id = push({ duration: 300 });
  await interrupt((await untilRunning(id)).name);
  let most = 0;
  await world.clock.advanceUntil(() => {
    most = Math.max(most, running().length);
    return jobOf(retrialOf(id)?.id ?? 0)?.status === 'success';
  }, 900);
  expect(most).toBe(1);
  expect(world.ec2.instances()).toHaveLength(2);
});

test('a job that has been retried retry_limit times is canceled, and not retried again', async () => {
  await start({}, { retryLimit: 1 });
  const first = push({ duration: 600 });
  await interrupt((await untilRunning(first)).name);
  await world.clock.advanceUntil(() => retrialOf(first)?.status === 'running', 300);
  const second = retrialOf(first)?.id ?? 0;
  await interrupt((await untilRunning(second)).name);
  await world.clock.advance(400);
  expect(jobOf(second)).toMatchObject({ status: 'canceled', retried: false });
  expect(world.metrics.of('JobsRetried')).toBe(1);
  expect(world.metrics.of('JobsNotRetried')).toBe(1);
  expect(running()).toEqual([]);
  expect(machineRunners(world.gitlab)).toEqual([]);
});

test.each([
  ['environment', { exceptEnvironments: ['review/*', 'production'] }, { environment: 'production' }],
  ['tag', { exceptTags: ['deploy'] }, { tags: ['deploy'] }],
  ['runner', { retry: false }, {}],
])(
  'a job whose %s is not to be retried is canceled, and no machine is started for it',
  async (_, interruption, job) => {
    await start({ tags: ['deploy'], runUntagged: true }, interruption);
    const id = push({ duration: 600, ...job });
    await interrupt((await untilRunning(id)).name);
    await world.clock.advance(200);
    expect(jobOf(id)).toMatchObject({ status: 'canceled', retried: false });
    expect(world.ec2.instances()).toHaveLength(1);
    expect(world.metrics.of('JobsNotRetried')).toBe(1);
  },
);

test('a machine whose end nobody warned of loses no job either', async () => {
  await start();
  const id = push({ duration: 100 });
  const machine = await untilRunning(id);
  world.ec2.end(machine.instanceId);
  await world.clock.advanceUntil(() => jobOf(retrialOf(id)?.id ?? 0)?.status === 'success', 300);
  expect(world.metrics.of('MachinesInterrupted')).toBe(0);
});

test('a job that its user cancels on an interrupted machine stays canceled', async () => {
  await start();
  const id = push({ duration: 600 });
  await interrupt((await untilRunning(id)).name);
  await world.clock.advance(100);
  world.gitlab.pipelines.cancel(id);
  await world.clock.advance(300);
  expect(jobOf(id)).toMatchObject({ status: 'canceled', retried: false });
  expect(world.metrics.of('JobsRetried')).toBe(0);
});

test('there is nothing to interrupt by another name', async () => {
  await start();
  const answer = await interrupt('machine-of-nobody');
  expect(answer.status).toBe(404);
  expect(await answer.json()).toEqual({ error: 'there is no machine machine-of-nobody' });
});
