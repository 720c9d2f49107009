import { ConfigError } from '../../../lib/config/problem.ts';
import { readConfig } from '../../../lib/config/read.ts';
import { anIdle } from '../../builders/settings.ts';

const config = (keys: string) => `concurrent = 10
[[runners]]
  name = "autoscaler"
  url = "https://gitlab.example.com"
  token = "glrt-EXAMPLEEXAMPLEEXAMPL"
  executor = "docker-autoscaler"
  limit = 40
  [runners.docker]
    image = "alpine"
  [runners.bastionless]
    machine_name = "ci-%s"
    machine_options = ["amazonec2-instance-type=m7g.large"]
  [runners.autoscaler]
    plugin = "aws"
    max_use_count = 5
    max_instances = 20
    [runners.autoscaler.plugin_config]
      name = "my-group"
${keys}`;

const runnerOf = (keys = '') => {
  const [runner] = readConfig(config(keys), 'config.toml').runners;
  if (runner === undefined) throw new Error('there is no runner');
  return runner;
};
const policyOf = (keys: string) => runnerOf(`    [[runners.autoscaler.policy]]\n${keys}`).machine.periods[0];

test('a docker-autoscaler’s file is understood', () => {
  const runner = runnerOf();
  expect(runner).toMatchObject({
    limit: 20,
    machine: { namePattern: 'ci-%s', maxBuilds: 5, idle: anIdle(0, 0), periods: [] },
    ec2: { instanceTypes: ['m7g.large'] },
    passedOn: { docker: { image: 'alpine' } },
  });
  expect(runner.passedOn).not.toHaveProperty('autoscaler');
});

/** Machines that stand ready with so many in use: idle_count, or the factor of those if it is more, up to its limit. */
test.each<[string, object]>([
  ['idle_count = 2\nidle_time = "20m0s"', { ...anIdle(2, 1200), idleCountMin: 2 }],
  ['idle_time = "1h30m"', anIdle(0, 5400)],
  [
    'idle_count = 2\nscale_factor = 0.5\nscale_factor_limit = 9',
    { idleCount: 9, idleCountMin: 2, idleScaleFactor: 0.5, idleTime: 0 },
  ],
  ['idle_count = 5\nscale_factor = 1.0\nscale_factor_limit = 3', { idleCount: 5, idleCountMin: 5 }],
  ['scale_factor = 2.0', { idleCount: Number.MAX_SAFE_INTEGER, idleCountMin: 0, idleScaleFactor: 2 }],
  [
    'periods = ["* 7-19 * * mon-fri"]\ntimezone = "Europe/Berlin"',
    { periods: ['* 7-19 * * mon-fri'], timezone: 'Europe/Berlin' },
  ],
  ['', { periods: ['* * * * *'], timezone: 'UTC' }],
])('policy %j', (keys, expected) => {
  expect(policyOf(keys)).toMatchObject(expected);
});

test.each([
  [
    'idle_time = "20 minutes"',
    'runners[0].autoscaler.policy[0].idle_time: must be a duration such as "20m0s"',
  ],
  [
    'periods = ["* 25 * * *"]',
    'runners[0].autoscaler.policy[0].periods[0]: "* 25 * * *" is not a valid period',
  ],
  ['idle_cuont = 2', 'runners[0].autoscaler.policy[0].idle_cuont: is not a known key of'],
])('policy %j is refused', (keys, message) => {
  expect(() => policyOf(keys)).toThrow(ConfigError);
  expect(() => policyOf(keys)).toThrow(message);
});
