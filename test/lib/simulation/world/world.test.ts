import { readConfigFile } from '../../../../lib/config/read.ts';
import type { Settings } from '../../../../lib/config/settings.ts';
import { SeededRandom } from '../../../../lib/simulation/seeded-random.ts';
import type { Observer } from '../../../../lib/simulation/world/observer.ts';
import { createWorld, type SimulatedWorld } from '../../../../lib/simulation/world/world.ts';
import { machineRunners } from '../../../builders/machine-runners.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { NOW, times } from '../../../builders/state.ts';

const PROJECT = 380;
const HOUR = 3600;

const aWorld = (settings: Settings, observer: Observer = {}, seed = 7): SimulatedWorld =>
  createWorld({ settings, seed, start: NOW, observer });

const jobs = (count: number, duration: number) =>
  times(count, (number) => ({ name: `job-${number}`, duration }));

const running = ({ ec2 }: SimulatedWorld) =>
  ec2.instances().filter(({ state }) => state !== 'terminated').length;

test('jobs run, and when the last has ended nothing is left', async () => {
  const world = aWorld(readConfigFile('config.toml'));
  world.push(NOW + 10, PROJECT, jobs(5, 60));
  world.push(NOW + 600, PROJECT, jobs(3, 200));
  await world.clock.advance(HOUR);
  expect(world.gitlab.jobs.all().map(({ status }) => status)).toEqual(Array(8).fill('success'));
  expect(running(world)).toBe(0);
  expect(world.ec2.unclosedSpotRequests()).toEqual([]);
  expect(machineRunners(world.gitlab)).toEqual([]);
  expect([world.table.machines.size, world.table.launches.size, world.table.jobs.size]).toEqual([0, 0, 0]);
});

test('IdleCount is kept ready while nobody waits', async () => {
  const machine = { idle: anIdle(2, 600) };
  const world = aWorld(someSettings({ runners: [aRunner({ machine })] }));
  await world.clock.advance(2 * HOUR);
  expect([...world.table.machines.values()].map(({ state }) => state)).toEqual(['Idle', 'Idle']);
  world.push(world.clock.now(), PROJECT, jobs(1, 60));
  await world.clock.advance(5);
  expect(world.gitlab.jobs.all().map(({ status }) => status)).toEqual(['running']);
});

test.each([0, 17, 31])(
  'a machine leaves within two seconds of IdleTime, %d s after a tick',
  async (after) => {
    const ends: number[] = [];
    const idle: number[] = [];
    const world: SimulatedWorld = aWorld(
      someSettings({ runners: [aRunner({ machine: { idle: anIdle(0, 600) } })] }),
      {
        onJob: ({ status }) => status === 'success' && idle.push(world.clock.now()),
        onTerminate: () => ends.push(world.clock.now()),
      },
    );
    world.push(NOW + 60 + after, PROJECT, jobs(1, 100));
    await world.clock.advance(HOUR);
    const [idleFrom = 0, end = 0] = [...idle, ...ends];
    // Until it is known that the job has ended, and until GitLab has said that nothing runs there.
    const heard = 0.7;
    const asked = 1;
    expect(end - idleFrom - heard).toBeGreaterThan(600);
    expect(end - idleFrom - heard - asked).toBeLessThan(602);
  },
);

test.each([1, 4])(
  'of many machines with a job now and then, of %d places each, a few are left after IdleTime',
  async (places) => {
    const machine = { places, idle: anIdle(0, 900) };
    const world = aWorld(someSettings({ runners: [aRunner({ machine })] }));
    world.push(NOW, PROJECT, jobs(20 * places, 600));
    const random = new SeededRandom(places);
    for (let at = NOW + 700; at < NOW + 2 * HOUR; at += 40 * random.next())
      world.push(at, PROJECT, jobs(1, 30));
    await world.clock.advance(700);
    expect(running(world)).toBe(20);
    await world.clock.advance(HOUR);
    expect(running(world)).toBeLessThan(6);
    expect(world.gitlab.jobs.all().filter(({ status }) => status === 'failed')).toEqual([]);
  },
);

test('a period begins on the minute, whenever the ticks come', async () => {
  const periods = [{ ...anIdle(2, 600), periods: ['1-59 10 * * *'], timezone: 'UTC' }];
  const launched: number[] = [];
  const world: SimulatedWorld = createWorld({
    settings: someSettings({ runners: [aRunner({ machine: { periods } })] }),
    seed: 7,
    start: NOW - 100,
    observer: { onInstance: ({ state }) => state === 'pending' && launched.push(world.clock.now()) },
  });
  await world.clock.advance(200);
  expect(launched).toHaveLength(2);
  expect(Math.max(...launched)).toBeLessThan(NOW + 60 + 3);
});

test('an interrupted machine ends two minutes after its warning, and is replaced', async () => {
  const machine = { idle: anIdle(1, 600) };
  const world = aWorld(someSettings({ runners: [aRunner({ machine })] }));
  await world.clock.advance(300);
  const [first] = world.ec2.instances();
  world.ec2.interrupt(first?.instanceId ?? '');
  await world.clock.advance(300);
  expect([...world.table.machines.values()]).toEqual([expect.objectContaining({ state: 'Idle' })]);
  expect(world.table.machines.has(first?.instanceId ?? '')).toBe(false);
});

test('what ended is forgotten in time', async () => {
  const world = aWorld(readConfigFile('config.toml'));
  world.push(NOW, PROJECT, jobs(5, 60));
  await world.clock.advance(8 * 24 * HOUR);
  expect(world.gitlab.jobs.all()).toEqual([]);
  expect(world.ec2.instances()).toEqual([]);
  expect(world.table.ended.size).toBe(0);
});

describe('an observer', () => {
  test('is told of jobs, machines, instances and calls', async () => {
    const told: string[] = [];
    const calls = new Set<string>();
    const world = aWorld(readConfigFile('config.toml'), {
      onJob: ({ status }) => told.push(`job ${status}`),
      onMachine: ({ state }) => told.push(`machine ${state}`),
      onMachineRemoved: ({ state }) => told.push(`machine was ${state}`),
      onInstance: ({ state }) => told.push(`instance ${state}`),
      onCall: ({ caller, port, method }) => calls.add(`${caller}: ${port}.${method}`),
    });
    world.push(NOW, PROJECT, jobs(1, 30));
    await world.clock.advance(HOUR);
    expect(told).toEqual([
      ...['job created', 'job pending', 'instance pending', 'machine Creating', 'instance running'],
      ...['machine Idle', 'job running', 'machine Used', 'job success', 'machine Idle'],
      ...['machine Removing', 'instance terminated', 'machine was Removing'],
    ]);
    expect([...calls]).toEqual(
      expect.arrayContaining([
        'webhook: store.record',
        'reconcile: ec2.launch',
        'register: store.machines.find',
        'register: gitlab.createRunner',
        'schedule: store.recordTick',
      ]),
    );
  });
});

describe('the seed', () => {
  const historyOf = async (seed: number): Promise<string[]> => {
    const history: string[] = [];
    const note = (what: string) => history.push(`${world.clock.now()} ${what}`);
    const observer: Observer = {
      onJob: ({ id, status }) => note(`job ${id} ${status}`),
      onInstance: ({ instanceId, state }) => note(`${instanceId} ${state}`),
      onCall: (call) => note(JSON.stringify(call)),
    };
    const world = aWorld(readConfigFile('config.toml'), observer, seed);
    for (const number of times(10, (n) => n)) world.push(NOW + number * 200, PROJECT, jobs(3, 100));
    await world.clock.advance(HOUR);
    return history;
  };

  test('makes the same world again, to the last call', async () => {
    const history = await historyOf(1);
    expect(await historyOf(1)).toEqual(history);
    expect(history.length).toBeGreaterThan(500);
  });

  test('and another seed another', async () => {
    expect(await historyOf(2)).not.toEqual(await historyOf(1));
  });
});
