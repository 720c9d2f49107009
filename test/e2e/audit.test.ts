import { readFileSync } from 'node:fs';
import type { CreatingMachine, IdleMachine } from '../../lib/scaler/state/machines/machine.ts';
import { machineRunners } from '../builders/machine-runners.ts';
import { aLaunch, NOW } from '../builders/state.ts';
import { type RunningWorld, startWorld } from './a-world.ts';

const pending = JSON.parse(readFileSync('test/fixtures/job-events/pending.json', 'utf8'));
/** An audit comes every five minutes. */
const AUDIT = 300;

let world: RunningWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.stop();
  expect(world.errors).toEqual([]);
});

const statusOf = async (id: number) => (await world.details()).jobs.find((job) => job.id === id)?.status;
const machines = async () => (await world.store.readActive()).machines;
const running = () => world.ec2.instances().filter(({ state }) => state !== 'terminated');
const hasSucceeded = () => world.gitlab.jobs.find(1977)?.status === 'success';
const RUNNER = 'gitlab-aws-autoscaler';

/** A machine that has run a job and is Idle. */
async function anIdleMachine(): Promise<IdleMachine> {
  await world.post(JSON.stringify(pending));
  const hasRun = async () =>
    hasSucceeded() && (await machines()).some(({ state, builds }) => state === 'Idle' && builds === 1);
  await world.clock.advanceUntil(hasRun, AUDIT);
  const [machine] = await machines();
  if (machine?.state !== 'Idle') throw new Error('the machine is not Idle');
  return machine;
}

test('a job whose webhook is lost is found, and runs', async () => {
  world.gitlab.pipelines.adopt(pending);
  await world.clock.advance(AUDIT - 1);
  expect(await statusOf(1977)).toBeUndefined();
  await world.clock.advanceUntil(hasSucceeded, AUDIT);
  expect(world.metrics.of('JobsFound')).toBe(1);
});

test('a machine on record that is not there is closed', async () => {
  const record: CreatingMachine = {
    ...{ state: 'Creating', instanceId: 'i-0123456789abcdef0', name: 'machine-1', runner: RUNNER },
    ...{ launchedAt: NOW, since: NOW, reason: 'a test needs it', builds: 0, counted: [], revision: 1 },
  };
  await world.store.machines.create(record);
  await world.clock.advance(AUDIT - 1);
  expect(await machines()).toHaveLength(1);
  await world.clock.advance(2);
  expect(await machines()).toEqual([]);
  expect(world.metrics.of('MachinesVanished')).toBe(1);
});

test('a machine that is on no record ends by itself once its runner is deleted', async () => {
  const machine = await anIdleMachine();
  await world.store.machines.remove(machine, world.clock.now());
  expect(running()).toHaveLength(1);
  await world.clock.advanceUntil(() => running().length === 0, 3 * AUDIT);
  expect(world.metrics.of('RunnersDeleted')).toBe(1);
  expect(world.metrics.of('StraysTerminated')).toBe(0);
  expect(machineRunners(world.gitlab)).toEqual([]);
});

test('an instance that is on no record, and hangs, is terminated', async () => {
  await world.stop();
  const hanging = { cut: () => undefined, notice: () => undefined };
  const instances = { url: 'http://gitlab.example.com', bootSeconds: [30, 30] as const, boot: () => hanging };
  world = await startWorld({ instances });
  const [runner] = world.settings.runners;
  if (runner === undefined) throw new Error('config.toml has no runner');
  await world.ec2.launch(aLaunch(), runner);
  await world.clock.advance(2 * AUDIT - 1);
  expect(running()).toHaveLength(1);
  await world.clock.advanceUntil(() => running().length === 0, 2 * AUDIT);
  expect(world.metrics.of('StraysTerminated')).toBe(1);
});

test('a runner without a machine is deleted; those of another deployment and of people are not', async () => {
  const others = ['machine-1 of bastionless-other', 'the runner of somebody'];
  for (const description of [...others, 'machine-1 of bastionless-local']) {
    world.gitlab.runners.create({ type: 'instance_type', description });
  }
  await world.clock.advance(AUDIT + 1);
  expect(machineRunners(world.gitlab).map(({ description }) => description)).toEqual(others);
});

test('a machine that lives and works is left alone', async () => {
  await world.post(JSON.stringify(pending));
  await world.clock.advance(10 * AUDIT);
  expect(await statusOf(1977)).toBe('success');
  expect(world.ec2.instances()).toHaveLength(1);
  for (const metric of ['StraysTerminated', 'RunnersDeleted', 'MachinesVanished', 'JobsFound'] as const) {
    expect(world.metrics.of(metric)).toBe(0);
  }
});
