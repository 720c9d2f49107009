import { readFileSync } from 'node:fs';
import { ConfigError } from '../../../lib/config/problem.ts';
import { readConfig, readConfigFile } from '../../../lib/config/read.ts';

const seed = readFileSync('config.toml', 'utf8');

/** The seed's file with some of its lines replaced. */
function changed(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, seed);
}

function problemsOf(text: string): string[] {
  try {
    readConfig(text, 'config.toml');
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test("the seed's config.toml is read whole", () => {
  const settings = readConfigFile('config.toml');
  expect(settings).toEqual({
    concurrent: 10,
    gitlabUrl: 'https://gitlab.example.com',
    ec2Api: { maxAttempts: 6 },
    runners: [
      {
        name: 'gitlab-aws-autoscaler',
        limit: 20,
        entry: { name: 'gitlab-aws-autoscaler', executor: 'docker+machine', limit: 20 },
        scope: { kind: 'Instance' },
        tags: [],
        runUntagged: true,
        machine: {
          namePattern: 'gitlab-docker-machine-%s',
          places: 1,
          maxBuilds: 100,
          maxGrowthRate: 0,
          bootTimeout: 600,
          idle: { idleCount: 0, idleCountMin: 0, idleScaleFactor: 0, idleTime: 120 },
          periods: [
            {
              periods: ['* * 0-8,22-23 * * mon-fri *', '* * * * * sat,sun *'],
              timezone: 'Europe/Kiev',
              idleCount: 0,
              idleCountMin: 0,
              idleScaleFactor: 0,
              idleTime: 30,
            },
          ],
        },
        ec2: {
          region: 'us-east-1',
          vpcId: 'vpc-0a1b2c3d',
          subnets: ['subnet-0a1b2c3d'],
          zone: 'a',
          securityGroups: ['gitlab-runner'],
          instanceTypes: ['t3.medium'],
          cpuCredits: 'standard',
          tags: {
            'runner-manager-name': 'gitlab-aws-autoscaler',
            gitlab: 'true',
            'gitlab-runner-autoscale': 'true',
          },
          market: { kind: 'Spot', onDemandFallback: false, maxPrice: '0.03' },
          disk: { gibibytes: 16, type: 'gp3' },
          hasPublicAddress: true,
          hasDetailedMonitoring: false,
          isEbsOptimized: false,
          metadataHopLimit: 2,
        },
        hasSessionManager: false,
        inGitLab: { isProtected: false, isLocked: true },
        engine: { daemon: {}, environment: {} },
        permissions: { ecrPush: [], ecsUpdate: [], elbHealth: false },
        cache: { kind: 'Deployment' },
        software: { runnerVersion: '19.3.1', prefetch: [] },
        interruption: {
          replaceOnRebalance: false,
          retry: true,
          retryLimit: 2,
          exceptTags: [],
          exceptEnvironments: [],
        },
        lookahead: { isOn: true, budget: 0.05 },
        passedOn: {
          cache: { Type: 's3', Shared: true },
          docker: expect.objectContaining({ image: 'alpine', disable_cache: true, shm_size: 0 }),
        },
      },
    ],
  });
});

test("a runner's token is nowhere in the settings", () => {
  expect(JSON.stringify(readConfigFile('config.toml'))).not.toContain('glrt-');
});

test('keys that only a machine’s gitlab-runner reads are passed on as written', () => {
  const text = changed(['limit = 20', 'limit = 20\n  environment = ["A=1"]\n  pre_build_script = "make"']);
  const [runner] = readConfig(text, 'config.toml').runners;
  expect(runner?.passedOn).toMatchObject({ environment: ['A=1'], pre_build_script: 'make' });
});

test('autoscaling periods come after OffPeak, which is a period too', () => {
  const text = `${seed}
  [[runners.machine.autoscaling]]
    Periods = ["* * 9-17 * * mon-fri *"]
    Timezone = "Europe/Berlin"
    IdleCount = 8
    IdleCountMin = 2
    IdleScaleFactor = 1.5
    IdleTime = 600`;
  const [runner] = readConfig(text, 'config.toml').runners;
  expect(runner?.machine.periods[1]).toEqual({
    periods: ['* * 9-17 * * mon-fri *'],
    timezone: 'Europe/Berlin',
    idleCount: 8,
    idleCountMin: 2,
    idleScaleFactor: 1.5,
    idleTime: 600,
  });
  expect(problemsOf(text.replace('9-17', '9-25'))).toEqual([
    expect.stringContaining('config.toml:48: runners[0].machine.autoscaling[0].Periods[0]'),
  ]);
});

describe('errors name file, line and key, and what is expected', () => {
  test.each([
    ['concurrent = 10', 'concurrent = 0', 'config.toml:2: concurrent: must be a whole number, 1 or more'],
    ['limit = 20', 'limit = "many"', 'config.toml:10: runners[0].limit: must be a whole number, 0 or more'],
    [
      'executor = "docker+machine"',
      'executor = "shell"',
      'config.toml:9: runners[0].executor: must be "docker+machine"',
    ],
    [
      'MachineName = "gitlab-docker-machine-%s"',
      'MachineName = "machine"',
      'config.toml:30: runners[0].machine.MachineName: must hold %s, once: it makes each name unique',
    ],
    [
      'MachineDriver = "amazonec2"',
      'MachineDriver = "google"',
      'config.toml:29: runners[0].machine.MachineDriver: must be "amazonec2": machines are EC2 instances',
    ],
    [
      'MachineDriver = "amazonec2"',
      '# none',
      'config.toml:25: runners[0].machine.MachineDriver: is missing: it must be set in [runners.machine]',
    ],
    ['IdleTime = 120', 'IdleTim = 120', 'config.toml:27: runners[0].machine.IdleTim: is not a known key of'],
    [
      'OffPeakTimezone = "Europe/Kiev"',
      'OffPeakTimezone = "Mars/Base"',
      'config.toml:43: runners[0].machine.OffPeakTimezone: must be the IANA name of a time zone',
    ],
    [
      '"* * * * * sat,sun *"',
      '"* * 25 * * sat,sun *"',
      'config.toml:42: runners[0].machine.OffPeakPeriods[1]: "* * 25 * * sat,sun *" is not a valid period',
    ],
    [
      '"amazonec2-spot-price=0.03"',
      '"amazonec2-spot-price=cheap"',
      'config.toml:40: runners[0].machine.MachineOptions[8]: must be a price in dollars an hour',
    ],
    [
      '"amazonec2-zone=a"',
      '"amazonec2-zoo=a"',
      'config.toml:35: runners[0].machine.MachineOptions[3]: amazonec2-zoo is not known: did you mean amazonec2-zone?',
    ],
    [
      'Shared = true',
      's3 = { SecretKey = "SECRET" }',
      'config.toml:13: runners[0].cache.s3.SecretKey: must not be set: machines reach the cache by their role',
    ],
    ['concurrent = 10', 'concurrent = ', 'config.toml:2: this is not TOML: concurrent has no value'],
  ])('%s → %s', (from, to, expected) => {
    expect(problemsOf(changed([from, to]))).toEqual([expect.stringContaining(expected)]);
  });

  test('all of them at once', () => {
    const text = changed(
      ['concurrent = 10', 'concurrent = -1'],
      ['limit = 20', 'limit = 1.5'],
      ['IdleCount = 0', 'IdleCount = true'],
    );
    expect(problemsOf(text)).toEqual([
      expect.stringContaining('config.toml:2: concurrent'),
      expect.stringContaining('config.toml:10: runners[0].limit'),
      expect.stringContaining('config.toml:26: runners[0].machine.IdleCount'),
    ]);
  });

  test('two runners may not share a name, nor serve two GitLabs', () => {
    const second = seed.slice(seed.indexOf('[[runners]]')).replace('gitlab.example.com', 'other.example.com');
    expect(problemsOf(`${seed}\n${second}`)).toEqual([
      expect.stringMatching(
        /runners\[0\]\.name: "gitlab-aws-autoscaler" is the name of another runner too.* \(also in line 4\d\)$/,
      ),
      expect.stringContaining('runners[1].url: must be the url of the first runner'),
    ]);
  });

  test('an empty file', () => {
    expect(problemsOf('')).toEqual([expect.stringContaining('config.toml:1: runners: is missing')]);
  });
});
