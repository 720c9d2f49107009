import { randomUUID } from 'node:crypto';
import { CreateLaunchTemplateCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { openEc2 } from '../../lib/aws/ec2/ec2.ts';
import type { Market } from '../../lib/config/ec2/settings.ts';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import type { World } from '../../lib/scaler/ports/world.ts';
import { reconcile } from '../../lib/scaler/reconcile.ts';
import type { Launch } from '../../lib/scaler/state/launches/launch.ts';
import { VirtualClock } from '../../lib/simulation/clock/virtual-clock.ts';
import { SimulatedGitLab } from '../../lib/simulation/gitlab/gitlab.ts';
import { gitlabPort } from '../../lib/simulation/gitlab/port.ts';
import { MemoryMetrics } from '../../lib/simulation/memory/metrics.ts';
import { openMemoryStore } from '../../lib/simulation/memory/store.ts';
import { MemoryTable } from '../../lib/simulation/memory/table.ts';
import { SeededRandom } from '../../lib/simulation/seeded-random.ts';
import { aRunner, someSettings } from '../builders/settings.ts';
import { NOW, times } from '../builders/state.ts';
import { anImage } from './an-image.ts';
import { FailingEc2, filledWith, refused, showingNothing, unheard } from './moto/failing-ec2.ts';

const PROJECT = 380;
const failing = new FailingEc2();
afterAll(() => failing.client.destroy());

const spot = (onDemandFallback: boolean): Market => ({ kind: 'Spot', maxPrice: '0.03', onDemandFallback });

const template = await createTemplate();
async function createTemplate(): Promise<string> {
  const { LaunchTemplate } = await failing.client.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: `failing-${randomUUID()}`,
      LaunchTemplateData: { ImageId: await anImage(failing.client), InstanceType: 't3.medium' },
    }),
  );
  return LaunchTemplate?.LaunchTemplateId ?? '';
}

/** Each scene has dice of its own: the same would ask for the same launch, which EC2 makes once. */
let seeds = 0;

/** The real reconciler and the real adapter: jobs that wait, records in memory, EC2 as moto has it. */
class Scene {
  readonly clock = new VirtualClock(NOW);
  readonly errors: string[] = [];
  readonly metrics = new MemoryMetrics();
  readonly scaler = `failing-${randomUUID()}`;
  readonly store = openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' });
  readonly gitlab: SimulatedGitLab;
  readonly world: World;
  runner: RunnerSettings;

  constructor(market: Market) {
    const runner = aRunner();
    this.runner = { ...runner, ec2: { ...runner.ec2, market } };
    seeds += 1;
    const random = new SeededRandom(seeds);
    this.gitlab = new SimulatedGitLab({ clock: this.clock, random, apiToken: 'token' });
    this.gitlab.projects.add({ id: PROJECT, path: 'acme/shop', groupId: 1 });
    const launchTemplates = { one: { Spot: template, OnDemand: template } };
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (message: string) => this.errors.push(message),
    };
    this.world = {
      store: this.store,
      ec2: openEc2({ client: failing.client, scaler: this.scaler, launchTemplates }),
      gitlab: gitlabPort(this.gitlab),
      clock: this.clock,
      random,
      log,
      metrics: this.metrics,
      wakeUps: { wakeAt: async () => undefined },
    };
    failing.calls.length = 0;
  }

  static async withJobs(count: number, market: Market = spot(false)): Promise<Scene> {
    const scene = new Scene(market);
    const wanted = Array.from({ length: count }, (_, index) => ({ name: `job-${index}` }));
    for (const { id, name } of scene.gitlab.pipelines.push(PROJECT, wanted)) {
      const job = { id, name, projectId: PROJECT, status: 'pending', gitlabStatus: 'pending' } as const;
      await scene.store.record({ ...job, at: NOW });
    }
    return scene;
  }

  reconcile = () => reconcile(this.world, someSettings({ runners: [this.runner] }));
  async reconcileAfter(seconds: number): Promise<void> {
    await this.clock.advance(seconds);
    await this.reconcile();
  }
  async launch(): Promise<Launch | undefined> {
    return (await this.store.readActive()).launches[0];
  }
  async machines() {
    return (await this.store.readActive()).machines;
  }
  /** What there is in EC2, whatever is on record: how each was bought. */
  async instances(): Promise<string[]> {
    const { Reservations = [] } = await failing.client.send(
      new DescribeInstancesCommand({
        Filters: [
          { Name: 'tag:bastionless:scaler', Values: [this.scaler] },
          { Name: 'instance-state-name', Values: ['pending', 'running'] },
        ],
      }),
    );
    const all = Reservations.flatMap(({ Instances = [] }) => Instances);
    return all.map(({ InstanceLifecycle }) => InstanceLifecycle ?? 'on-demand').toSorted();
  }
}

const tokensOf = (command: string) => failing.callsOf(command).map(({ input }) => input['ClientToken']);

describe('a fleet that is refused', () => {
  test.each(['InsufficientInstanceCapacity', 'SpotMaxPriceTooLow', 'MaxSpotInstanceCountExceeded'])(
    'for want of capacity (%s) is asked for anew at the next tick',
    async (code) => {
      const scene = await Scene.withJobs(2);
      failing.fail('CreateFleet', refused(code));
      await scene.reconcile();
      expect(await scene.launch()).toMatchObject({
        outcome: { kind: 'Unavailable', reason: `${code}: what ${code} says` },
      });
      await scene.reconcileAfter(10);
      expect(failing.callsOf('CreateFleet')).toHaveLength(1);
      await scene.reconcileAfter(50);
      expect(await scene.launch()).toBeUndefined();
      expect(await scene.machines()).toHaveLength(2);
      expect(new Set(tokensOf('CreateFleet')).size).toBe(2);
    },
  );

  test.each(['InvalidAMIID.NotFound', 'UnauthorizedOperation', 'InvalidSubnetID.NotFound'])(
    'for its settings (%s) is asked for again after a minute, then ever less often',
    async (code) => {
      const scene = await Scene.withJobs(1);
      failing.fail('CreateFleet', refused(code), refused(code));
      await scene.reconcile();
      expect(await scene.launch()).toMatchObject({
        outcome: { kind: 'Misconfigured', reason: expect.stringMatching(/^\S+: what \S+ says\.?$/) },
      });
      expect(scene.errors).toEqual(['EC2 refuses the settings of a runner']);
      expect(scene.metrics.of('LaunchesRefused')).toBe(1);
      await scene.reconcileAfter(59);
      expect(failing.callsOf('CreateFleet')).toHaveLength(1);
      await scene.reconcileAfter(1);
      await scene.reconcileAfter(119);
      expect(failing.callsOf('CreateFleet')).toHaveLength(2);
      await scene.reconcileAfter(1);
      expect(await scene.machines()).toHaveLength(1);
    },
  );

  test('is told of once and plainly, though EC2 tells of each place by itself', async () => {
    const scene = await Scene.withJobs(1);
    failing.fail('CreateFleet', filledWith(0, 'UnauthorizedOperation'));
    await scene.reconcile();
    expect(await scene.launch()).toMatchObject({
      outcome: {
        kind: 'Misconfigured',
        reason: 'UnauthorizedOperation: what UnauthorizedOperation says.',
      },
    });
  });

  test('for its settings is asked for at once when they have changed', async () => {
    const scene = await Scene.withJobs(1);
    failing.fail('CreateFleet', refused('InvalidAMIID.NotFound'));
    await scene.reconcile();
    scene.runner = { ...scene.runner, ec2: { ...scene.runner.ec2, imageId: 'ami-0b' } };
    await scene.reconcileAfter(1);
    expect(await scene.machines()).toHaveLength(1);
  });
});

describe('a fleet that is partly filled', () => {
  test('keeps what it got, and the rest is asked for at the next tick', async () => {
    const scene = await Scene.withJobs(3);
    failing.fail('CreateFleet', filledWith(2, 'InsufficientInstanceCapacity'));
    await scene.reconcile();
    expect(await scene.machines()).toHaveLength(2);
    expect(await scene.launch()).toMatchObject({ count: 3, outcome: { kind: 'Unavailable' } });
    await scene.reconcileAfter(60);
    expect(await scene.machines()).toHaveLength(3);
    expect(await scene.instances()).toEqual(['spot', 'spot', 'spot']);
    expect(scene.metrics.of('MachinesLaunched')).toBe(3);
  });

  test('is filled though one place had none: nothing is refused', async () => {
    const scene = await Scene.withJobs(2);
    failing.fail('CreateFleet', filledWith(2, 'InsufficientInstanceCapacity'));
    await scene.reconcile();
    expect(await scene.machines()).toHaveLength(2);
    expect(await scene.launch()).toBeUndefined();
    expect(scene.metrics.of('LaunchesRefused')).toBe(0);
  });
});

describe('with on_demand_fallback', () => {
  test.each([
    [0, ['on-demand', 'on-demand', 'on-demand']],
    [2, ['on-demand', 'spot', 'spot']],
  ])('of three machines %i are spot, and the rest on demand in the same reconcile', async (got, bought) => {
    const scene = await Scene.withJobs(3, spot(true));
    failing.fail('CreateFleet', filledWith(got, 'InsufficientInstanceCapacity'));
    await scene.reconcile();
    expect(await scene.instances()).toEqual(bought);
    expect(await scene.machines()).toHaveLength(3);
    expect(await scene.launch()).toBeUndefined();
    expect(scene.metrics.of('MachinesLaunched')).toBe(3);
  });

  test('nothing is bought on demand because the settings are wrong', async () => {
    const scene = await Scene.withJobs(1, spot(true));
    failing.fail('CreateFleet', filledWith(0, 'InvalidParameterValue'));
    await scene.reconcile();
    expect(await scene.instances()).toEqual([]);
    expect(await scene.launch()).toMatchObject({ market: 'Spot', outcome: { kind: 'Misconfigured' } });
  });

  test('that has none either, both are tried again at the next tick', async () => {
    const scene = await Scene.withJobs(1, spot(true));
    failing.fail('CreateFleet', filledWith(0, 'UnfulfillableCapacity'));
    failing.fail('RunInstances', refused('VcpuLimitExceeded'));
    await scene.reconcile();
    expect(await scene.launch()).toMatchObject({ market: 'OnDemand', outcome: { kind: 'Unavailable' } });
    await scene.reconcileAfter(60);
    expect(await scene.instances()).toEqual(['spot']);
  });

  test.each([
    ['EC2 heard of it', unheard],
    ['EC2 did not hear of it', refused('InternalError', 500)],
  ])(
    'the launch on demand is on record before it is asked for, and is finished though nobody heard that %s',
    async (_, fault) => {
      const scene = await Scene.withJobs(2, spot(true));
      failing.fail('CreateFleet', filledWith(0, 'InsufficientInstanceCapacity'));
      failing.fail('RunInstances', fault);
      await scene.reconcile();
      const launch = await scene.launch();
      expect(launch).toMatchObject({ market: 'OnDemand', count: 2, outcome: { kind: 'Unknown', tries: 1 } });
      expect(tokensOf('RunInstances')).toEqual([launch?.id]);
      expect(tokensOf('CreateFleet')).not.toContain(launch?.id);
      await scene.reconcileAfter(60);
      expect(await scene.instances()).toEqual(['on-demand', 'on-demand']);
      expect(await scene.machines()).toHaveLength(2);
      expect(await scene.launch()).toBeUndefined();
    },
  );
});

describe('a launch on demand, of one type in one place', () => {
  test.each([
    ['InsufficientInstanceCapacity', 'Unavailable'],
    ['InvalidKeyPair.NotFound', 'Misconfigured'],
  ])('that is refused with %s is %s', async (code, kind) => {
    const scene = await Scene.withJobs(1, { kind: 'OnDemand' });
    failing.fail('RunInstances', refused(code));
    await scene.reconcile();
    expect(await scene.launch()).toMatchObject({ market: 'OnDemand', outcome: { kind } });
    expect(failing.callsOf('CreateFleet')).toEqual([]);
  });
});

describe('a launch that is not answered', () => {
  test.each([
    ['throttled', refused('RequestLimitExceeded', 503)],
    ['broken off', refused('InternalError', 500)],
  ])('but %s is asked for again under its own id, each time later', async (_, fault) => {
    const scene = await Scene.withJobs(1);
    failing.fail('CreateFleet', fault, fault, fault);
    await scene.reconcile();
    const asked = [{ tries: 1, after: 0 }];
    const started = scene.clock.now();
    while (asked.length < 4) {
      await scene.reconcileAfter(5);
      const calls = failing.callsOf('CreateFleet').length;
      if (calls > asked.length) asked.push({ tries: calls, after: scene.clock.now() - started });
    }
    const waits = asked.slice(1).map(({ after }, index) => after - (asked[index]?.after ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(20);
    expect(waits[1]).toBeGreaterThanOrEqual(40);
    expect(waits[2]).toBeGreaterThanOrEqual(80);
    expect(waits[2]).toBeLessThanOrEqual(125);
    expect(new Set(tokensOf('CreateFleet')).size).toBe(1);
    expect(await scene.machines()).toHaveLength(1);
    expect(await scene.launch()).toBeUndefined();
  });

  test('says on record how often it was asked, and why in vain', async () => {
    const scene = await Scene.withJobs(1);
    const throttled = refused('RequestLimitExceeded', 503);
    failing.fail('CreateFleet', throttled, throttled);
    await scene.reconcile();
    await scene.reconcileAfter(60);
    expect(await scene.launch()).toMatchObject({
      outcome: { kind: 'Unknown', tries: 2, reason: expect.stringContaining('RequestLimitExceeded') },
    });
  });

  test('launches nothing twice, though EC2 does not show at once what it did', async () => {
    const scene = await Scene.withJobs(2);
    failing.fail('CreateFleet', unheard);
    await scene.reconcile();
    failing.fail('DescribeInstances', showingNothing);
    await scene.reconcileAfter(60);
    expect(await scene.instances()).toHaveLength(2);
    expect(await scene.machines()).toHaveLength(2);
  });
});

test('machines that EC2 shows a moment later are on record with all that is known of them', async () => {
  const scene = await Scene.withJobs(1);
  failing.fail('DescribeInstances', showingNothing, showingNothing);
  await scene.reconcile();
  expect(await scene.machines()).toEqual([
    expect.objectContaining({
      state: 'Creating',
      spotRequestId: expect.stringMatching(/^sir-/),
      bought: { type: 't3.medium', zone: expect.stringMatching(/^us-east-1/) },
    }),
  ]);
});

test('machines that EC2 does not describe yet are on record, without their spot requests', async () => {
  const scene = await Scene.withJobs(1);
  failing.fail('DescribeInstances', ...times(4, () => showingNothing));
  await scene.reconcile();
  const [machine] = await scene.machines();
  expect(machine).toMatchObject({ state: 'Creating' });
  expect(machine).not.toHaveProperty('spotRequestId');
  expect(await scene.launch()).toBeUndefined();
});

test('a machine whose end is refused stays Removing until it is granted', async () => {
  const scene = await Scene.withJobs(1);
  await scene.reconcile();
  for (const job of (await scene.store.readActive()).jobs) {
    scene.gitlab.pipelines.cancel(job.id);
    await scene.store.removeJob(job);
  }
  failing.fail('TerminateInstances', refused('UnauthorizedOperation', 403));
  await scene.reconcileAfter(601);
  expect((await scene.machines()).map(({ state }) => state)).toEqual(['Removing']);
  expect(await scene.instances()).toHaveLength(1);
  await scene.reconcileAfter(59);
  expect(failing.callsOf('TerminateInstances')).toHaveLength(1);
  await scene.reconcileAfter(1);
  expect(await scene.machines()).toEqual([]);
  expect(await scene.instances()).toEqual([]);
});
