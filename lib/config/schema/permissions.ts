import * as v from 'valibot';
import { explainObject, truth } from './fields.ts';
import { honoured } from './key-text.ts';

const EXPECTED_REPOSITORY = 'must be the name of one ECR repository, such as "team/shop", without a wildcard';
const EXPECTED_SERVICE = 'must be one ECS service, as "cluster/service", without a wildcard';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const repository = v.pipe(
  v.string(EXPECTED_REPOSITORY),
  v.maxLength(256, EXPECTED_REPOSITORY),
  v.regex(/^([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*$/, EXPECTED_REPOSITORY),
);

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
const service = v.pipe(
  v.string(EXPECTED_SERVICE),
  v.regex(/^[A-Za-z0-9_-]{1,255}\/[A-Za-z0-9_-]{1,255}$/, EXPECTED_SERVICE),
);

/** `[runners.bastionless.permissions]`: what jobs may do in AWS with their machine's role. */
export const Permissions = v.pipe(
  v.strictObject(
    {
      ecr_push: v.optional(
        v.pipe(
          v.array(repository, 'must be a list of ECR repositories: ["team/shop"]'),
          honoured('jobs may push images to these ECR repositories, and pull from them'),
        ),
        [],
      ),
      ecs_update: v.optional(
        v.pipe(
          v.array(service, 'must be a list of ECS services: ["cluster/service"]'),
          honoured('jobs may update these ECS services, and see when they are stable'),
        ),
        [],
      ),
      elb_health: v.optional(v.pipe(truth, honoured('jobs may see the health of ELB’s targets')), false),
    },
    explainObject('[runners.bastionless.permissions]'),
  ),
  v.transform(({ ecr_push, ecs_update, elb_health }) => ({
    ecrPush: ecr_push,
    ecsUpdate: ecs_update,
    elbHealth: elb_health,
  })),
);
