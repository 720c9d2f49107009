import { AlwaysOn } from '../../../../lib/compare/peers/always-on.ts';
import { CodeBuild } from '../../../../lib/compare/peers/code-build.ts';
import { dockerAutoscaler as autoscaler } from '../../../../lib/compare/peers/docker-autoscaler.ts';
import { dockerMachine as machine } from '../../../../lib/compare/peers/docker-machine.ts';
import type { Peer, PeerWorld } from '../../../../lib/compare/peers/peer.ts';
import { runPeer } from '../../../../lib/compare/peers/run-peer.ts';
import { US_EAST_1 } from '../../../../lib/compare/prices/us-east-1.ts';
import { kindOfMachine } from '../../../../lib/compare/report/machine-kind.ts';
import type { Settings } from '../../../../lib/config/settings.ts';
import { UNINTERRUPTED } from '../../../../lib/simulation/ec2/interruptions.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aStagedWorkload, aWorkload, type Coming, jobs } from '../../../builders/workload.ts';

const BASTION = kindOfMachine({
  ...aRunner().ec2,
  instanceTypes: ['t3.micro'],
  market: { kind: 'OnDemand' },
});

/** A boot takes 30 s, always; Runner asks at 0 s, 3 s, 6 s, … where it asks at intervals. */
async function simulate(
  make: (world: PeerWorld) => Peer,
  settings: Settings,
  comings: readonly Coming[],
  { checkInterval = 3, seconds = 3600, lifetime = UNINTERRUPTED } = {},
) {
  const { result } = await runPeer(make, {
    ...{ settings, seed: 1, prices: US_EAST_1 },
    workload: aWorkload(settings, comings, seconds),
    timing: { boot: [30, 30], checkInterval },
    lifetime,
  });
  return result;
}

const dockerMachine = (world: PeerWorld) => machine(world, BASTION);
const dockerAutoscaler = (world: PeerWorld) => autoscaler(world, BASTION);
const MANAGERS: readonly [string, (world: PeerWorld) => Peer][] = [
  ['docker-machine', dockerMachine],
  ['docker-autoscaler', dockerAutoscaler],
];
const withMachine = (machine: Parameters<typeof aRunner>[0]) => someSettings({ runners: [aRunner(machine)] });

describe('docker-machine', () => {
  test.each<[string, Settings, readonly Coming[], number, number]>([
    ['a job waits for the next check, then for its own machine', someSettings(), [[1, 60]], 2 + 30, 1],
    [
      'with IdleCount for the next check only',
      withMachine({ machine: { idle: anIdle(1, 120) } }),
      [[100, 60]],
      2,
      2,
    ],
    [
      'with IdleCount it asks for no job before a machine is there',
      withMachine({ machine: { idle: anIdle(1, 120) } }),
      [[1, 60]],
      29,
      2,
    ],
    ['a machine that is idle is used again', someSettings(), jobs([3, 60], [102, 60]), 30, 1],
    ['after IdleTime it is gone', someSettings(), jobs([3, 60], [93 + 123 + 1, 60]), 2 + 30, 2],
    [
      'a burst is taken at once, and each job gets a machine',
      someSettings(),
      Array(9).fill([2, 60]),
      1 + 30,
      9,
    ],
    ['at its limit it takes no job', withMachine({ limit: 1 }), jobs([3, 60], [3, 60]), 90, 1],
    ['at concurrent neither', someSettings({ concurrent: 1 }), jobs([3, 60], [3, 60]), 90, 1],
    [
      'MaxGrowthRate holds machines back, until one is free',
      withMachine({ machine: { maxGrowthRate: 1 } }),
      jobs([3, 100], [3, 100]),
      60,
      2,
    ],
    [
      'at concurrent it takes the next job as soon as one has ended, between two checks',
      someSettings({ concurrent: 1 }),
      jobs([3, 61], [4, 61]),
      30 + 61 - 1,
      1,
    ],
    [
      'at MaxGrowthRate it asks for no job before a machine is there',
      withMachine({ machine: { maxGrowthRate: 1 } }),
      jobs([3, 600], [3, 10], [3, 10]),
      // The third is taken as the second machine is there, and by that.
      30 + 30 + 10,
      3,
    ],
    [
      'with IdleCount a machine that was just given still counts: its successor is ordered at the next check',
      withMachine({ machine: { idle: anIdle(1, 600) } }),
      jobs([99, 600], [100, 60]),
      // Ordered at 102 s, ready at 132 s.
      32,
      3,
    ],
    [
      'after MaxBuilds a machine is gone',
      withMachine({ machine: { maxBuilds: 1 } }),
      jobs([3, 60], [120, 60]),
      30,
      2,
    ],
  ])('%s', async (_, settings, comings, longest, launched) => {
    const result = await simulate(dockerMachine, settings, comings);
    expect(result.jobs).toBe(comings.length);
    expect(result.waitSeconds.max).toBeCloseTo(longest, 6);
    expect(result.launched).toBe(launched);
  });

  test('its bastion costs all the time, and a machine from its request to its end', async () => {
    const { cost, machineHours } = await simulate(dockerMachine, someSettings(), [[1, 60]]);
    const disk = (16 * 0.08) / 730;
    expect(cost.bastion).toBeCloseTo(0.0104 + 0.005 + disk, 6);
    const alive = 30 + 60 + 123;
    expect(cost.spot).toBeCloseTo((alive / 3600) * 0.0416 * 0.4, 6);
    expect(cost.onDemand).toBe(0);
    expect(cost.ebs).toBeCloseTo((alive / 3600) * disk, 6);
    expect(cost.ipv4).toBeCloseTo((alive / 3600) * 0.005, 6);
    expect(machineHours.booting * 3600).toBeCloseTo(30, 0);
    expect(machineHours.busy * 3600).toBeCloseTo(60, 0);
    expect(machineHours.idle * 3600).toBeCloseTo(123, 0);
    expect(cost.total).toBeCloseTo(cost.bastion + cost.spot + cost.ebs + cost.ipv4, 6);
  });
});

describe('always-on', () => {
  const at = (count: number) => (world: PeerWorld) => new AlwaysOn(world, [count]);

  /** Waits worked out by hand, for machines that take a job at once. */
  test.each<[number, readonly Coming[], number, number]>([
    [1, jobs([0, 30], [10, 30], [20, 30]), 20, 40],
    [1, jobs([0, 30], [30, 30], [60, 30]), 0, 0],
    [2, jobs([0, 30], [10, 30], [20, 30], [30, 30]), 0, 10],
    [2, jobs([0, 100], [0, 100], [0, 100], [0, 100], [0, 100]), 100, 200],
    [3, jobs([0, 100], [0, 100], [0, 100], [50, 10]), 0, 50],
  ])(
    '%d machines, jobs %j: half wait at most %d s, none more than %d s',
    async (count, comings, half, longest) => {
      const { waitSeconds, launched } = await simulate(at(count), someSettings(), comings, {
        checkInterval: 0,
      });
      expect(waitSeconds.p50).toBeCloseTo(half, 1);
      expect(waitSeconds.max).toBeCloseTo(longest, 6);
      expect(launched).toBe(count);
    },
  );

  test('random jobs wait as long as the M/D/1 formula says', async () => {
    const [rate, duration, jobs] = [1 / 100, 60, 4000];
    let at = 0;
    let random = 1;
    const comings = Array.from({ length: jobs }, (): Coming => {
      random = (random * 48_271) % 2_147_483_647;
      at += -Math.log(random / 2_147_483_647) / rate;
      return [at, duration];
    });
    const settings = someSettings();
    const { pictured } = await runPeer((world) => new AlwaysOn(world, [1]), {
      ...{ settings, seed: 1, prices: US_EAST_1, timing: { boot: [30, 30], checkInterval: 0 } },
      workload: aWorkload(settings, comings, Math.ceil(at)),
    });
    const waitedInAll = pictured.averages.waiting.reduce((sum, level) => sum + level, 0) * (at / 336);
    const load = rate * duration;
    const mean = (load * duration) / (2 * (1 - load));
    expect(waitedInAll / jobs / mean).toBeGreaterThan(0.85);
    expect(waitedInAll / jobs / mean).toBeLessThan(1.15);
  });

  test('costs on-demand prices all the time, busy or not', async () => {
    const { cost } = await simulate(at(3), someSettings(), [[0, 60]]);
    expect(cost.onDemand).toBeCloseTo(3 * 0.0416, 6);
    expect(cost).toMatchObject({ spot: 0, bastion: 0 });
  });

  test('a machine polls every check_interval', async () => {
    const { waitSeconds } = await simulate(
      at(1),
      someSettings(),
      Array.from({ length: 50 }, (_, n) => [n * 61, 1]),
    );
    expect(waitSeconds.max).toBeGreaterThan(1.5);
    expect(waitSeconds.max).toBeLessThanOrEqual(3);
  });
});

describe('docker-autoscaler', () => {
  test.each<[string, Settings, readonly Coming[], readonly [number, number], number]>([
    [
      'a job waits for the next check, a machine, and the look that finds it',
      someSettings(),
      [[1, 60]],
      [32, 34],
      1,
    ],
    [
      'with idle_count for the next check only',
      withMachine({ machine: { idle: anIdle(1, 120) } }),
      [[100, 60]],
      [2, 2],
      2,
    ],
    ['at max_instances it takes no job', withMachine({ limit: 1 }), jobs([3, 60], [3, 60]), [90, 95], 1],
    ['after idle_time a machine is gone', someSettings(), jobs([3, 60], [230, 60]), [30, 35], 2],
    [
      'after max_use_count too',
      withMachine({ machine: { maxBuilds: 1 } }),
      jobs([3, 60], [120, 60]),
      [30, 35],
      2,
    ],
  ])('%s', async (_, settings, comings, [least, most], launched) => {
    const result = await simulate(dockerAutoscaler, settings, comings);
    expect(result.waitSeconds.max).toBeGreaterThanOrEqual(least);
    expect(result.waitSeconds.max).toBeLessThanOrEqual(most);
    expect(result).toMatchObject({ jobs: comings.length, launched });
  });
});

test('two runners share the jobs that both may run, and keep their own', async () => {
  const gpu = aRunner({ name: 'gpu', tags: ['gpu'], runUntagged: false, limit: 1 });
  const settings = someSettings({ runners: [aRunner(), gpu] });
  const comings = jobs([0, 60, ['gpu']], [0, 60, ['gpu']], [0, 60]);
  const { waitSeconds, launched } = await simulate(dockerMachine, settings, comings);
  expect(launched).toBe(2);
  expect(waitSeconds.max).toBeCloseTo(1.5 + 30 + 60, 6);
});

describe('EC2 takes the machine 60 s after it booted, and nobody reads the warning', () => {
  const lifetime = (machineId: string) => (machineId.endsWith('-0') ? 60 : Number.POSITIVE_INFINITY);

  test.each(MANAGERS)(
    '%s: its job fails two minutes later, and the next gets another machine',
    async (_, make) => {
      const comings = jobs([1, 600], [300, 60]);
      const result = await simulate(make, someSettings(), comings, { lifetime });
      expect(result).toMatchObject({ jobs: 2, retried: 0, lost: 1, launched: 2 });
      expect(result.machineHours.busy * 3600).toBeGreaterThan(178 + 60 - 1);
      expect(result.machineHours.busy * 3600).toBeLessThan(180 + 60 + 1);
    },
  );

  test('an idle machine is gone, and another takes its place', async () => {
    const settings = withMachine({ machine: { idle: anIdle(1, 120) } });
    const result = await simulate(dockerMachine, settings, [[600, 60]], { lifetime });
    expect(result).toMatchObject({ jobs: 1, lost: 0, launched: 3 });
  });

  test('always-on is on demand: EC2 takes none', async () => {
    const result = await simulate((world) => new AlwaysOn(world, [1]), someSettings(), [[1, 600]], {
      lifetime,
    });
    expect(result).toMatchObject({ jobs: 1, lost: 0, launched: 1 });
  });
});

describe.each(MANAGERS)('%s runs pipelines', (_, make) => {
  const staged = async (stages: Parameters<typeof aStagedWorkload>[1]) => {
    const settings = someSettings();
    const { result } = await runPeer(make, {
      ...{ settings, seed: 1, prices: US_EAST_1, timing: { boot: [30, 30], checkInterval: 3 } },
      workload: aStagedWorkload(settings, stages),
    });
    return result;
  };

  test('stage by stage, without jobs that nobody starts', async () => {
    const { jobs, laterStages, lost } = await staged([[60], [[9, 'Manual']], [30, 30, [30, 'Manual']]]);
    expect({ jobs, lost, later: laterStages?.jobs }).toEqual({ jobs: 3, lost: 0, later: 2 });
    expect(laterStages?.waitSeconds.p50).toBeLessThanOrEqual(3);
    expect(laterStages?.waitSeconds.p90).toBeGreaterThanOrEqual(30);
  });

  test('up to a stage that fails', async () => {
    const { jobs, lost } = await staged([[[60, 'Fails']], [30, 30]]);
    expect({ jobs, lost }).toEqual({ jobs: 1, lost: 0 });
  });
});

describe('codebuild', () => {
  const codeBuild = (world: PeerWorld) => new CodeBuild(world);

  test('starts a build for each job, and pays it by whole minutes', async () => {
    const { launched, waitSeconds, cost } = await simulate(
      codeBuild,
      someSettings(),
      jobs([1, 20], [500, 20]),
    );
    expect(launched).toBe(2);
    expect(waitSeconds.p50).toBeGreaterThanOrEqual(15.5);
    expect(waitSeconds.max).toBeLessThanOrEqual(45.5);
    const minutes = Math.round(cost.codeBuild / 0.005);
    expect([2, 3, 4]).toContain(minutes);
    expect(cost.codeBuild).toBeCloseTo(minutes * 0.005, 10);
    expect(cost).toMatchObject({ spot: 0, onDemand: 0, ebs: 0, ipv4: 0 });
  });

  test('runs at most as many builds at once as its quota', async () => {
    const { waitSeconds } = await simulate(
      codeBuild,
      someSettings({ concurrent: 1 }),
      jobs([1, 100], [1, 100]),
    );
    expect(waitSeconds.max).toBeGreaterThan(100 + 2 * 15);
  });

  test('has containers with as many vCPUs as the machines', async () => {
    const settings = withMachine({ ec2: { ...aRunner().ec2, instanceTypes: ['c6i.xlarge'] } });
    const { cost } = await simulate(codeBuild, settings, [[1, 1]]);
    expect(cost.codeBuild).toBeCloseTo(0.01, 10);
  });
});
