import type { GitLab } from '../../../lib/scaler/ports/gitlab.ts';
import { reconcile } from '../../../lib/scaler/reconcile.ts';
import type { Machine } from '../../../lib/scaler/state/machines/machine.ts';
import { anIdle, aRunner, someSettings } from '../../builders/settings.ts';
import { aMachine, NOW, times } from '../../builders/state.ts';
import { TestWorld } from './a-world.ts';

const settings = someSettings({
  concurrent: 1000,
  runners: [aRunner({ scope: { kind: 'Instance' }, machine: { idle: anIdle(0, 600) } })],
});

/** Of reading and deciding: a reconcile that never ends would not let a test end either. */
const MOST_ROUNDS = 100;

/** Each of these calls of GitLab takes so many seconds, and they are made one after the other. */
function whereGitLabTakes(seconds: number, ...calls: readonly (keyof GitLab)[]) {
  const t = new TestWorld(settings);
  let passed = 0;
  let asked = 0;
  const clock = { now: () => t.clock.now() + passed };
  const slowed = (call: keyof GitLab) => [
    call,
    async (...about: unknown[]) => {
      asked += 1;
      passed += seconds;
      return Reflect.apply(t.world.gitlab[call], t.world.gitlab, about);
    },
  ];
  const launchedAt: number[] = [];
  const launch = t.ec2.launch.bind(t.ec2);
  t.ec2.launch = (wanted, runner) => {
    launchedAt.push(passed);
    return launch(wanted, runner);
  };
  let rounds = 0;
  const readActive: typeof t.world.store.readActive = async () => {
    rounds += 1;
    if (rounds > MOST_ROUNDS) throw new Error('it goes on for ever');
    return t.world.store.readActive();
  };
  const gitlab = { ...t.world.gitlab, ...Object.fromEntries(calls.map(slowed)) };
  const world = { ...t.world, clock, gitlab, store: { ...t.world.store, readActive } };
  return {
    ...{ t, launchedAt, asked: () => asked, passed: () => passed },
    reconcile: () => reconcile(world, settings),
  };
}

/** Each in a project of its own, so that none is found beside another. */
async function pushApart({ gitlab, world: { store } }: TestWorld, count: number): Promise<void> {
  for (let id = 1000; id < 1000 + count; id += 1) {
    gitlab.projects.add({ id, path: `acme/project-${id}`, groupId: 1 });
    for (const job of gitlab.pipelines.push(id, [{ name: 'unit' }])) {
      const event = { id: job.id, projectId: id, name: 'unit', status: 'pending' } as const;
      await store.record({ ...event, gitlabStatus: 'pending', at: NOW });
    }
  }
}

test('what GitLab has said of some jobs has machines before it has answered for all, and the rest are looked up soon', async () => {
  const { t, launchedAt, asked, passed, ...world } = whereGitLabTakes(2, 'findJob');
  await pushApart(t, 40);
  await world.reconcile();
  const [first] = launchedAt;
  expect(first).toBeLessThanOrEqual(30);
  expect(launchedAt.length).toBeGreaterThan(1);
  expect(passed()).toBeLessThan(75);
  expect(t.wakeUps).toEqual([NOW + passed()]);
  const before = asked();
  expect(before).toBeLessThan(40);
  expect(await t.machines()).toHaveLength(before);

  await world.reconcile();
  expect(asked()).toBe(40);
  expect(await t.machines()).toHaveLength(40);
});

test('GitLab is asked no more than it allows, however many jobs there are', async () => {
  const { t, asked, ...world } = whereGitLabTakes(0, 'findJob');
  await pushApart(t, 700);
  await world.reconcile();
  expect(asked()).toBeGreaterThan(400);
  expect(asked()).toBeLessThanOrEqual(500);
  await world.reconcile();
  expect(asked()).toBe(700);
});

describe('many machines leave while GitLab is slow', () => {
  const leaving = (count: number, more: Partial<Machine> = {}) =>
    times(count, (number) => ({ ...aMachine('Removing', number), ...more }) as Machine);

  test('twenty after twenty, as long as there is time', async () => {
    const { t, passed, ...world } = whereGitLabTakes(1, 'pauseRunner');
    for (const machine of leaving(120)) await t.world.store.machines.create(machine);
    await world.reconcile();
    expect((await t.machines()).length).toBeLessThanOrEqual(80);
    expect(passed()).toBeLessThan(90);
    expect(t.wakeUps).toEqual([NOW + passed()]);
  });

  test('and first those that have been tried least', async () => {
    const { t, ...world } = whereGitLabTakes(1, 'pauseRunner');
    const { store, gitlab } = t.world;
    for (const machine of leaving(40, { revision: 9 })) await store.machines.create(machine);
    await store.machines.create(aMachine('Removing', 99, { revision: 1 }));
    const pauseRunner = gitlab.pauseRunner.bind(gitlab);
    Object.assign(gitlab, {
      pauseRunner: async (id: number) => {
        if (id !== 99) throw new Error('GitLab answered 500');
        return pauseRunner(id);
      },
    });
    await world.reconcile();
    expect((await t.machines()).map(({ instanceId }) => instanceId)).not.toContain('i-99');
  });
});
