import type { JobPermissions } from '../../lib/config/settings.ts';
import { ACCOUNT, type Json, PARTITION, REGION, sub } from '../cloudformation.ts';

/** `[runners.bastionless.permissions]` as statements, each for the resources that it names. */
export function jobStatements({ ecrPush, ecsUpdate, elbHealth }: JobPermissions): Json[] {
  return [
    ...(ecrPush.length > 0 ? pushTo(ecrPush) : []),
    ...(ecsUpdate.length > 0 ? [update(ecsUpdate)] : []),
    ...(elbHealth ? [seeHealth] : []),
  ];
}

/**
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html, and pulling, for the layers that a
 * build takes from the image before.
 */
function pushTo(repositories: readonly string[]): Json[] {
  return [
    {
      Effect: 'Allow',
      Action: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      Resource: repositories.map((name) => sub(arnOf('ecr', `repository/${name}`))),
    },
    // A login, which gives no access by itself, is to the whole registry.
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
  ];
}

function update(services: readonly string[]): Json {
  return {
    Effect: 'Allow',
    // The second, to wait until the new tasks run.
    Action: ['ecs:UpdateService', 'ecs:DescribeServices'],
    Resource: services.map((name) => sub(arnOf('ecs', `service/${name}`))),
  };
}

/**
 * Cannot be narrowed to a target group.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
const seeHealth: Json = {
  Effect: 'Allow',
  Action: 'elasticloadbalancing:DescribeTargetHealth',
  Resource: '*',
};

const arnOf = (service: string, resource: string): string =>
  `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${resource}`;
