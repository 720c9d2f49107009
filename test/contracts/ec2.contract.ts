import { randomUUID } from 'node:crypto';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import type { Ec2 } from '../../lib/scaler/ports/ec2.ts';
import type { Launch } from '../../lib/scaler/state/launches/launch.ts';
import type { Instance } from '../../lib/scaler/state/machines/instance.ts';
import { aLaunch } from '../builders/state.ts';

interface Ec2UnderTest {
  readonly ec2: Ec2;
  /** One whose machines can be launched. */
  readonly runner: RunnerSettings;
}

const UNKNOWN_INSTANCE = 'i-0123456789abcdef0';
const UNKNOWN_SPOT_REQUEST = 'sir-0123abcd';

/** What every EC2 does, run on each of them. */
export function ec2Contract(name: string, open: () => Promise<Ec2UnderTest>): void {
  describe(`${name} as EC2`, () => {
    let ec2: Ec2;
    let runner: RunnerSettings;
    beforeEach(async () => {
      ({ ec2, runner } = await open());
    });

    const launchOf = (count: number, market: Launch['market'] = 'Spot'): Launch =>
      aLaunch({ id: randomUUID(), runner: runner.name, count, market });
    const launched = (launch: Launch) => ec2.launch(launch, runner);

    test('launches as many instances as asked for, tagged with their owner', async () => {
      const launch = launchOf(3);
      const { instances, errors } = await launched(launch);
      expect(errors).toEqual([]);
      expect(new Set(idsOf(instances)).size).toBe(3);
      for (const instance of instances) {
        expect(instance).toMatchObject({ launchId: launch.id, runner: runner.name });
        expect(['pending', 'running']).toContain(instance.state);
      }
    });

    test('each spot instance has a request', async () => {
      const { instances } = await launched(launchOf(2));
      expect(new Set(instances.map(({ spotRequestId }) => spotRequestId)).size).toBe(2);
      for (const { spotRequestId } of instances) expect(spotRequestId).toMatch(/^sir-/);
    });

    test('instances on demand have none', async () => {
      const { instances } = await launched(launchOf(1, 'OnDemand'));
      expect(instances).toHaveLength(1);
      expect(instances[0]).not.toHaveProperty('spotRequestId');
    });

    test('one launch may be on demand though the runner is spot', async () => {
      const launch = launchOf(3, 'OnDemand');
      const { instances, errors } = await launched(launch);
      expect(errors).toEqual([]);
      expect(idsOf(await ec2.instancesOf(launch.id))).toEqual(idsOf(instances));
      expect(instances).toHaveLength(3);
    });

    test('finds the instances of a launch, and no others', async () => {
      const launch = launchOf(2);
      const { instances } = await launched(launch);
      await launched(launchOf(1));
      const found = await ec2.instancesOf(launch.id);
      expect(idsOf(found)).toEqual(idsOf(instances));
      for (const instance of found)
        expect(instance).toMatchObject({ launchId: launch.id, runner: runner.name });
    });

    test('finds all instances of the deployment, with the launch and time of each', async () => {
      const launches = [launchOf(2), launchOf(1)];
      const { instances: two } = await launched(launches[0] ?? launchOf(2));
      const { instances: one } = await launched(launches[1] ?? launchOf(1));
      const own = await ec2.ownInstances();
      const found = own.filter(({ launchId }) => launches.some(({ id }) => id === launchId));
      expect(idsOf(found)).toEqual(idsOf([...two, ...one]));
      for (const { runner: name, launchedAt } of found) {
        expect(name).toBe(runner.name);
        expect(new Date(launchedAt * 1000).getUTCFullYear()).toBeGreaterThanOrEqual(2026);
      }
    });

    test('a terminated instance is no longer one of the deployment', async () => {
      const { instances } = await launched(launchOf(1));
      await ec2.terminate(idsOf(instances));
      const own = (await ec2.ownInstances()).filter(({ state }) => state !== 'shutting-down');
      expect(idsOf(own)).not.toContain(instances[0]?.instanceId);
    });

    test('says why an instance ended, and nothing about an unknown one', async () => {
      const { instances } = await launched(launchOf(1));
      const [id = ''] = idsOf(instances);
      await ec2.terminate([id]);
      const reasons = await ec2.endReasons([id, UNKNOWN_INSTANCE]);
      expect([...reasons]).toEqual([[id, expect.stringMatching(/^Client\.UserInitiatedShutdown: /)]]);
      expect(await ec2.endReasons([])).toEqual(new Map());
    });

    test('a fulfilled spot request is not open', async () => {
      const { instances } = await launched(launchOf(1));
      expect(await ec2.openSpotRequests()).not.toContain(instances[0]?.spotRequestId);
    });

    test('a launch that was never asked for has no instances', async () => {
      expect(await ec2.instancesOf(randomUUID())).toEqual([]);
    });

    test('terminates instances; that some are gone or never existed is no error', async () => {
      const launch = launchOf(2);
      const { instances } = await launched(launch);
      const [first, second] = idsOf(instances);
      await ec2.terminate([first ?? '']);
      await ec2.terminate([UNKNOWN_INSTANCE, first ?? '', second ?? '']);
      const left = await ec2.instancesOf(launch.id);
      expect(left.filter(({ state }) => state !== 'shutting-down')).toEqual([]);
    });

    test('terminates only what it is told to', async () => {
      const launch = launchOf(2);
      const { instances } = await launched(launch);
      const [first, second] = idsOf(instances);
      await ec2.terminate([first ?? '']);
      const left = await ec2.instancesOf(launch.id);
      expect(idsOf(left.filter(({ state }) => state !== 'shutting-down'))).toEqual([second]);
    });

    test('cancels spot requests; that some are closed or never existed is no error', async () => {
      const { instances } = await launched(launchOf(2));
      const requests = instances.flatMap(({ spotRequestId }) => spotRequestId ?? []);
      await ec2.terminate(idsOf(instances));
      await ec2.cancelSpotRequests(requests);
      await ec2.cancelSpotRequests([UNKNOWN_SPOT_REQUEST, ...requests]);
    });

    test('has nothing to do for no ids', async () => {
      await ec2.terminate([]);
      await ec2.cancelSpotRequests([]);
    });

    test.each<Launch['market']>(['Spot', 'OnDemand'])(
      'a launch that is repeated answers with the same instances: %s',
      async (market) => {
        const launch = launchOf(2, market);
        const { instances } = await launched(launch);
        const again = await launched(launch);
        expect(idsOf(again.instances)).toEqual(idsOf(instances));
        expect(await ec2.instancesOf(launch.id)).toHaveLength(2);
      },
    );
  });
}

const idsOf = (instances: readonly Instance[]): string[] =>
  instances.map(({ instanceId }) => instanceId).toSorted();
