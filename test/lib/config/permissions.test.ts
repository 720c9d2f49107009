import { readFileSync } from 'node:fs';
import { readConfig } from '../../../lib/config/read.ts';

const seed = readFileSync('config.toml', 'utf8');
const lines = seed.trimEnd().split('\n').length;

const withPermissions = (...keys: readonly string[]) =>
  readConfig(`${seed.trimEnd()}\n[runners.bastionless.permissions]\n${keys.join('\n')}\n`, 'config.toml');

test('jobs may do nothing in AWS unless it is said', () => {
  expect(readConfig(seed, 'config.toml').runners[0]?.permissions).toEqual({
    ecrPush: [],
    ecsUpdate: [],
    elbHealth: false,
  });
});

test('what jobs may do is read from [runners.bastionless.permissions]', () => {
  const [runner] = withPermissions(
    'ecr_push = ["shop", "team/shop-api"]',
    'ecs_update = ["production/shop"]',
    'elb_health = true',
  ).runners;

  expect(runner?.permissions).toEqual({
    ecrPush: ['shop', 'team/shop-api'],
    ecsUpdate: ['production/shop'],
    elbHealth: true,
  });
});

test.each([
  [
    'ecr_push = ["*"]',
    'ecr_push[0]: must be the name of one ECR repository, such as "team/shop", without a wildcard',
  ],
  ['ecr_push = ["Team/Shop"]', 'ecr_push[0]: must be the name of one ECR repository'],
  ['ecr_push = "shop"', 'ecr_push: must be a list of ECR repositories: ["team/shop"]'],
  [
    'ecs_update = ["shop"]',
    'ecs_update[0]: must be one ECS service, as "cluster/service", without a wildcard',
  ],
  ['ecs_update = ["production/*"]', 'ecs_update[0]: must be one ECS service'],
  ['elb_health = "yes"', 'elb_health: must be true or false'],
  ['s3_read = ["bucket"]', 's3_read: is not a key of [runners.bastionless.permissions] that is known'],
])('%s is refused', (key, problem) => {
  expect(() => withPermissions(key)).toThrow(
    `config.toml:${lines + 2}: runners[0].bastionless.permissions.${problem}`,
  );
});
