import { withFourPlaces } from '../../../../lib/compare/four-places.ts';
import { runOurs } from '../../../../lib/compare/ours/run-ours.ts';
import { US_EAST_1 } from '../../../../lib/compare/prices/us-east-1.ts';
import { generateWorkload } from '../../../../lib/compare/workloads/generate.ts';
import { PROFILES } from '../../../../lib/compare/workloads/profiles.ts';
import type { Settings } from '../../../../lib/config/settings.ts';
import {
  type SpotLifetime,
  spotLifetimes,
  UNINTERRUPTED,
} from '../../../../lib/simulation/ec2/interruptions.ts';
import { gitlabPort } from '../../../../lib/simulation/gitlab/port.ts';
import { MemoryTable } from '../../../../lib/simulation/memory/table.ts';
import { SeededRandom } from '../../../../lib/simulation/seeded-random.ts';
import { deploy } from '../../../../lib/simulation/world/functions.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { NOW } from '../../../builders/state.ts';
import { aStagedWorkload, aWorkload, type Coming, jobs } from '../../../builders/workload.ts';

const BOOT = 30;
/**
 * What a job waits for, in the world where nothing goes wrong: each part as lib/simulation/world has it. The instance
 * boots while EC2's answer to the launch is on its way.
 */
const WEBHOOK = 0.5;
const STREAM = 0.2;
const ASK_GITLAB = 0.1;
const START = 2;
const REGISTER = 0.1;
const A_MACHINE = WEBHOOK + STREAM + ASK_GITLAB + BOOT + START + REGISTER;

async function simulate(
  settings: Settings,
  comings: readonly Coming[],
  seconds = 3600,
  lifetime: SpotLifetime = UNINTERRUPTED,
) {
  const { result } = await runOurs({
    ...{ settings, seed: 1, prices: US_EAST_1, bootSeconds: [BOOT, BOOT], lifetime },
    workload: aWorkload(settings, comings, seconds),
  });
  return result;
}

const withMachine = (more: Parameters<typeof aRunner>[0]) => someSettings({ runners: [aRunner(more)] });

test('a job waits only for its webhook, the stream, the boot and the registration', async () => {
  const { jobs, waitSeconds, launched } = await simulate(someSettings(), [[100, 60]]);
  expect({ jobs, launched }).toEqual({ jobs: 1, launched: 1 });
  expect(waitSeconds.max).toBeCloseTo(A_MACHINE, 3);
  expect(waitSeconds.p50).toBe(waitSeconds.max);
});

test('with IdleCount it waits only for a poll', async () => {
  const settings = withMachine({ machine: { idle: anIdle(1, 3600) } });
  const { waitSeconds } = await simulate(settings, [[600, 60]]);
  expect(waitSeconds.max).toBeGreaterThan(0);
  expect(waitSeconds.max).toBeLessThanOrEqual(3);
});

test('a burst is one decision: all get machines at once', async () => {
  const comings = Array.from({ length: 20 }, (): Coming => [100, 60]);
  const { waitSeconds, launched } = await simulate(someSettings(), comings);
  expect(launched).toBe(20);
  expect(waitSeconds.max - A_MACHINE).toBeLessThan(2);
});

test('with four places eight jobs are on two machines, each busy until its last job ends', async () => {
  const settings = someSettings();
  const comings = [20, 40, 60, 80, 20, 40, 60, 80].map((seconds): Coming => [100, seconds]);
  const { jobs, waitSeconds, launched, machineHours } = await simulate(withFourPlaces(settings), comings);
  expect({ jobs, launched }).toEqual({ jobs: 8, launched: 2 });
  expect(waitSeconds.max - A_MACHINE).toBeLessThan(4);
  // Which jobs are beside each other is GitLab's doing: a longest one is on one of them, on the other one of 40 s at least.
  expect(machineHours.busy * 3600).toBeGreaterThan(80 + 40 - 1);
  expect(machineHours.busy * 3600).toBeLessThan(80 + 80 + 8);
});

test('at the limit the next job waits until the first has ended', async () => {
  const { waitSeconds, launched } = await simulate(withMachine({ limit: 1 }), jobs([100, 60], [100, 60]));
  expect(launched).toBe(1);
  expect(waitSeconds.max).toBeCloseTo(A_MACHINE + 60, 3);
});

test('pays machines from their request to their end, and little for serverless', async () => {
  const { cost, machineHours } = await simulate(someSettings(), [[100, 600]]);
  expect(machineHours.busy * 3600).toBeCloseTo(600, 0);
  expect(machineHours.booting * 3600).toBeCloseTo(BOOT + START + REGISTER, 0);
  const alive = (machineHours.busy + machineHours.idle + machineHours.booting) * 3600;
  expect(cost.spot).toBeCloseTo((alive / 3600) * 0.0416 * 0.4, 5);
  expect(cost).toMatchObject({ onDemand: 0, bastion: 0 });
  // 60 ticks of an hour, each a call of two functions; the job's webhooks; the machine's registration and end.
  expect(cost.lambda).toBeGreaterThan(0);
  expect(cost.lambda + cost.apiGateway + cost.dynamodb).toBeLessThan(0.001);
});

test('at rest costs next to nothing', async () => {
  const { cost, launched } = await simulate(someSettings(), [[0, 1]], 24 * 3600);
  expect(launched).toBe(1);
  expect(cost.total - cost.cloudWatch).toBeLessThan(0.02);
  // Eight alarms and a dashboard of a day, and the logs of its ticks.
  expect(cost.cloudWatch).toBeCloseTo((8 * 0.1 + 3) * (24 / 730), 2);
});

describe('EC2 takes the first machine 60 s after it booted', () => {
  const firstAfter = (seconds: number): SpotLifetime => {
    let isFirst = true;
    return () => {
      const lifetime = isFirst ? seconds : Number.POSITIVE_INFINITY;
      isFirst = false;
      return lifetime;
    };
  };
  const WARNED = 60;
  const TAKEN = WARNED + 120;

  test('a job that is not done two minutes later is retried, and its second wait counts too', async () => {
    const result = await simulate(someSettings(), [[100, 600]], 3600, firstAfter(WARNED));
    expect(result).toMatchObject({ jobs: 1, retried: 1, lost: 0, launched: 2 });
    const firstRun = TAKEN - START - REGISTER;
    expect(result.machineHours.busy * 3600).toBeCloseTo(firstRun + 600, 0);
    // Its second wait is the shorter: another machine was launched at the warning.
    expect(result.waitSeconds.p50).toBeLessThan(5);
    expect(result.waitSeconds.max).toBeCloseTo(A_MACHINE, 3);
  });

  test('a job that is done by then just ends, though another machine was ready for it', async () => {
    const result = await simulate(someSettings(), [[100, 120]], 3600, firstAfter(WARNED));
    expect(result).toMatchObject({ jobs: 1, retried: 0, lost: 0, launched: 2 });
  });

  test('a job that config.toml forbids to retry is lost', async () => {
    const settings = withMachine({ interruption: { ...aRunner().interruption, retry: false } });
    const result = await simulate(settings, [[100, 600]], 3600, firstAfter(WARNED));
    expect(result).toMatchObject({ jobs: 1, retried: 0, lost: 1, launched: 1 });
  });

  test('EC2 takes no machine on demand', async () => {
    const settings = withMachine({ ec2: { ...aRunner().ec2, market: { kind: 'OnDemand' } } });
    const result = await simulate(settings, [[100, 600]], 3600, firstAfter(WARNED));
    expect(result).toMatchObject({ jobs: 1, retried: 0, lost: 0, launched: 1 });
  });
});

describe('stages', () => {
  const staged = async (stages: Parameters<typeof aStagedWorkload>[1]) => {
    const settings = someSettings();
    const { result } = await runOurs({
      ...{ settings, seed: 1, prices: US_EAST_1, bootSeconds: [BOOT, BOOT] },
      workload: aStagedWorkload(settings, stages),
    });
    return result;
  };

  test('each begins when the one before has ended: its first job finds a machine, the others wait', async () => {
    const { jobs, laterStages } = await staged([[60], [90, 90, [90, 'Manual']]]);
    expect(jobs).toBe(3);
    expect(laterStages?.jobs).toBe(2);
    expect(laterStages?.waitSeconds.p50).toBeLessThan(3);
    expect(laterStages?.waitSeconds.p90).toBeGreaterThan(BOOT);
  });

  test('a job that fails ends its pipeline, and is neither lost nor retried', async () => {
    const { jobs, laterStages, retried, lost } = await staged([[[60, 'Fails']], [30, 30]]);
    expect({ jobs, laterStages, retried, lost }).toEqual({
      jobs: 1,
      laterStages: undefined,
      retried: 0,
      lost: 0,
    });
  });
});

describe('the decisions are the same as with webhook bodies and frozen records', () => {
  const settings = someSettings({
    concurrent: 12,
    runners: [aRunner({ machine: { idle: anIdle(1, 120), maxBuilds: 5 } })],
  });
  test.each([
    ['office', 1, 0],
    ['staged', 2, 0],
    ['staged', 3, 300],
    ['bursty', 4, 300],
  ] as const)('%s, seed %d, %d interruptions in 100 hours', async (profile, seed, interruptions) => {
    const days = { jobsPerDay: 300, start: NOW, days: 0.5 };
    const workload = generateWorkload({
      ...{ runners: settings.runners, timezone: 'UTC', seed, profile: PROFILES[profile], ...days },
    });
    const lifetime = spotLifetimes(interruptions, new SeededRandom(seed));
    const options = { settings, seed, prices: US_EAST_1, workload, lifetime };
    const withBodies = await runOurs({ ...options, deploy, portOf: gitlabPort, table: new MemoryTable() });
    expect(withBodies.result.jobs).toBeGreaterThan(20);
    expect(await runOurs(options)).toEqual(withBodies);
  });
});
