import { readFileSync } from 'node:fs';
import { readConfig } from '../../../lib/config/read.ts';
import type { RunnerSettings } from '../../../lib/config/settings.ts';
import { anInterruptionSection } from '../../builders/settings.ts';

const seed = readFileSync('config.toml', 'utf8').trimEnd();
const lines = seed.split('\n').length;

const runnerWith = (keys: string): RunnerSettings | undefined =>
  readConfig(`${seed}\n  [runners.bastionless]\n${keys}\n`, 'config.toml').runners[0];

const NO_PERMISSIONS = { ecrPush: [], ecsUpdate: [], elbHealth: false };

test('defaults', () => {
  expect(runnerWith('')).toMatchObject({
    scope: { kind: 'Instance' },
    software: { runnerVersion: '19.3.1', prefetch: [] },
    permissions: NO_PERMISSIONS,
    interruption: anInterruptionSection(),
    lookahead: { isOn: true, budget: 0.05 },
  });
});

test.each<[string, object]>([
  ['project = 380', { scope: { kind: 'Project', id: 380 } }],
  ['group = 12', { scope: { kind: 'Group', id: 12 } }],
  ['tags = ["linux", "docker"]', { tags: ['linux', 'docker'], runUntagged: false }],
  ['tags = ["linux"]\nrun_untagged = true', { tags: ['linux'], runUntagged: true }],
  ['runner_version = "18.11.2"', { software: { runnerVersion: '18.11.2' } }],
  ['prefetch = ["ruby:3.4", "r.example.com:5000/a/b@sha256:01"]', { software: { prefetch: { length: 2 } } }],
  ['permissions.ecr_push = ["a", "b/c-d"]', { permissions: { ...NO_PERMISSIONS, ecrPush: ['a', 'b/c-d'] } }],
  ['permissions.ecs_update = ["a/b"]', { permissions: { ...NO_PERMISSIONS, ecsUpdate: ['a/b'] } }],
  ['permissions.elb_health = true', { permissions: { ...NO_PERMISSIONS, elbHealth: true } }],
  ['replace_on_rebalance = true', { interruption: { replaceOnRebalance: true } }],
  ['retry_interrupted = false', { interruption: { retry: false } }],
  ['retry_limit = 0', { interruption: { retryLimit: 0 } }],
  ['retry_except_tags = ["deploy"]', { interruption: { exceptTags: ['deploy'] } }],
  [
    'retry_except_environments = ["a", "b/*", "*"]',
    { interruption: { exceptEnvironments: ['a', 'b/*', '*'] } },
  ],
  ['lookahead = false', { lookahead: { isOn: false, budget: 0.05 } }],
  ['lookahead_budget = 0', { lookahead: { isOn: true, budget: 0 } }],
  ['lookahead_budget = 12.5', { lookahead: { isOn: true, budget: 0.125 } }],
])('%s', (keys, expected) => {
  expect(runnerWith(keys)).toMatchObject(expected);
});

test.each([
  ['project = 1\ngroup = 2', 'group: must not be set beside project'],
  ['project = "acme/site"', 'project: must be the id of the project, a number that its page in GitLab shows'],
  [
    'group = "7"',
    'group: must be the id of the group, a number that its page in GitLab shows, without quotes',
  ],
  ['run_untagged = false', 'run_untagged: must not be false without tags'],
  ['projekt = 1', 'projekt: is not a known key of [runners.bastionless]'],
  ['boot_timeout = 5', 'boot_timeout: must be a whole number of seconds, 60 or more'],
  ['runner_version = 19', 'runner_version: must be a version of gitlab-runner'],
  ['runner_version = "latest"', 'runner_version: must be a version of gitlab-runner'],
  ['runner_version = "v19.3.0"', 'runner_version: must be a version of gitlab-runner'],
  ['prefetch = "ruby:3.4"', 'prefetch: must be a list of images'],
  ['prefetch = ["a b"]', 'prefetch[0]: must be the name of an image'],
  ['prefetch = ["$IMAGE"]', 'prefetch[0]: must be the name of an image'],
  ['prefetch = ["--all-tags"]', 'prefetch[0]: must be the name of an image'],
  ['docker_daemon = { hosts = ["tcp://:2376"] }', 'docker_daemon: must be a table of keys'],
  ['docker_daemon = { containerd = "/run/c.sock" }', 'docker_daemon: must be a table of keys'],
  ['permissions.ecr_push = ["*"]', 'permissions.ecr_push[0]: must be the name of one ECR repository'],
  ['permissions.ecr_push = ["Team/Shop"]', 'permissions.ecr_push[0]: must be the name of one ECR repository'],
  [`permissions.ecr_push = ["${'a'.repeat(257)}"]`, 'permissions.ecr_push[0]: must be the name of one ECR'],
  ['permissions.ecr_push = "shop"', 'permissions.ecr_push: must be a list of ECR repositories'],
  ['permissions.ecs_update = ["shop"]', 'permissions.ecs_update[0]: must be one ECS service'],
  ['permissions.ecs_update = ["production/*"]', 'permissions.ecs_update[0]: must be one ECS service'],
  ['permissions.elb_health = "yes"', 'permissions.elb_health: must be true or false, without quotes'],
  [
    'permissions.s3_read = ["a"]',
    'permissions.s3_read: is not a known key of [runners.bastionless.permissions]',
  ],
  ['replace_on_rebalance = "yes"', 'replace_on_rebalance: must be true or false, without quotes'],
  ['retry_interrupted = 1', 'retry_interrupted: must be true or false'],
  ['retry_limit = -1', 'retry_limit: must be a whole number, 0 or more'],
  ['retry_except_tags = "deploy"', 'retry_except_tags: must be a list of texts'],
  ['retry_except_tags = [""]', 'retry_except_tags[0]: must not be empty'],
  ['retry_except_environments = "x"', 'retry_except_environments: must be a list of environments'],
  ['retry_except_environments = ["*/x"]', 'retry_except_environments[0]: must be the name of an environment'],
  ['lookahead = "no"', 'lookahead: must be true or false, without quotes'],
  ['lookahead_budget = 101', 'lookahead_budget: must be a share of 100'],
  ['lookahead_budget = -1', 'lookahead_budget: must be a share of 100'],
])('%s is refused by its name and line', (keys, message) => {
  const line = lines + 1 + keys.split('\n').length;
  expect(() => runnerWith(keys)).toThrow(`config.toml:${line}: runners[0].bastionless.${message}`);
});
