import * as v from 'valibot';
import { explainObject, textsLike, truth } from './fields.ts';
import { key } from './key-text.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const repositories = textsLike(
  /^(?=.{1,256}$)([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*$/,
  'must be the name of one ECR repository, such as "team/shop", without a wildcard',
  'must be a list of ECR repositories: ["team/shop"]',
);

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
const services = textsLike(
  /^[A-Za-z0-9_-]{1,255}\/[A-Za-z0-9_-]{1,255}$/,
  'must be one ECS service, as "cluster/service", without a wildcard',
  'must be a list of ECS services: ["cluster/service"]',
);

/** `[runners.bastionless.permissions]`: what jobs may do in AWS with their machine's role. */
export const Permissions = v.pipe(
  v.strictObject(
    {
      ecr_push: key(repositories, 'jobs may push images to these ECR repositories, and pull from them', []),
      ecs_update: key(services, 'jobs may update these ECS services, and see when they are stable', []),
      elb_health: key(truth, 'jobs may see the health of ELB’s targets', false),
    },
    explainObject('[runners.bastionless.permissions]'),
  ),
  v.transform(({ ecr_push, ecs_update, elb_health }) => ({
    ecrPush: ecr_push,
    ecsUpdate: ecs_update,
    elbHealth: elb_health,
  })),
);
