import type { Ec2, Launched } from '../../../../lib/scaler/ports/ec2.ts';
import { openMemoryStore } from '../../../../lib/simulation/memory/store.ts';
import { createWorld } from '../../../../lib/simulation/world/world.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { NOW } from '../../../builders/state.ts';

const MINUTE = 60;
const PROJECT = 380;
const NONE: Launched = {
  instances: [],
  errors: [{ code: 'InsufficientInstanceCapacity', message: 'there is none' }],
};

/** An object of a class with private members stays what its methods are called on. */
function replacing<T extends object>(target: T, methods: Partial<Ec2>): T {
  return new Proxy(target, {
    get(of, name) {
      const part: unknown = Reflect.get(methods, name) ?? Reflect.get(of, name);
      return typeof part === 'function' && !Object.hasOwn(methods, name) ? part.bind(of) : part;
    },
  });
}

/** All of `concurrent` is taken by one runner's machines, which stand ready; EC2 has none for the other. */
function aFullWorld(refusal: Launched = NONE) {
  const settings = someSettings({
    concurrent: 3,
    runners: [
      aRunner({ name: 'ready', machine: { idle: anIdle(3, 24 * 60 * MINUTE) } }),
      aRunner({ name: 'gpu', tags: ['gpu'], runUntagged: false }),
    ],
  });
  let isShort = true;
  const asked: number[] = [];
  const launches: unknown[] = [];
  const world = createWorld({
    ...{ settings, seed: 1, start: NOW },
    observer: { onInstance: ({ state }) => void (state === 'pending' && launches.push(state)) },
    sabotage: {
      tamper: (port, target) => {
        if (port !== 'ec2') return target;
        const ec2 = target as unknown as Ec2;
        const launch: Ec2['launch'] = async (launch, runner) => {
          if (runner.name !== 'gpu') return ec2.launch(launch, runner);
          asked.push(world.clock.now());
          return isShort ? refusal : ec2.launch(launch, runner);
        };
        return replacing(target, { launch });
      },
    },
  });
  world.push(NOW + 5 * MINUTE, PROJECT, [{ name: 'train', duration: 30, tags: ['gpu'] }]);
  const has = () => {
    isShort = false;
  };
  return { world, asked, has, launched: () => launches.length };
}

test('machines make room ever less often for one that EC2 refuses, and none for long', async () => {
  const { world, asked, has, launched } = aFullWorld();
  await world.clock.advance(65 * MINUTE);
  expect(asked.length).toBeGreaterThan(3);
  expect(launched() - 3).toBeLessThan(10);
  has();
  await world.clock.advance(11 * MINUTE);
  expect(world.gitlab.jobs.all().map(({ status }) => status)).toEqual(['success']);
});

test('no machine and no reason is a refusal too', async () => {
  const { world, asked } = aFullWorld({ instances: [], errors: [] });
  await world.clock.advance(65 * MINUTE);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.length).toBeLessThan(20);
  const { launches } = await openMemoryStore({ table: world.table, writer: 'reconcile' }).readActive();
  expect(launches.map(({ outcome }) => outcome)).toMatchObject([
    { kind: 'Unavailable', reason: 'Unknown: EC2 made no machine, and gave no reason' },
  ]);
});

test('where one has left anyway it is asked for at once', async () => {
  const { world, asked, has } = aFullWorld();
  await world.clock.advance(30 * MINUTE);
  has();
  const [ready] = world.ec2.instances().filter(({ state }) => state === 'running');
  const before = asked.length;
  world.ec2.end(ready?.instanceId ?? '');
  await world.clock.advance(2 * MINUTE);
  expect(asked.length).toBe(before + 1);
  expect(world.gitlab.jobs.all().map(({ status }) => status)).toEqual(['success']);
});
