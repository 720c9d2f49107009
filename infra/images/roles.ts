import {
  ACCOUNT,
  EC2_PRINCIPAL,
  type Json,
  PARTITION,
  policy,
  REGION,
  type Resources,
  ref,
  roleOf,
  sub,
} from '../cloudformation.ts';

const IMAGE_BUILDER = 'imagebuilder.amazonaws.com';

/** The roles of the instance that builds images, of EC2 Image Builder itself, and of what deletes old images. */
export function imageRoles(scaler: string): Resources {
  const mayTell: Json = {
    Effect: 'Allow',
    Action: 'ssm:PutParameter',
    Resource: sub(`arn:${PARTITION}:ssm:${REGION}:${ACCOUNT}:parameter/${scaler}/image/*`),
  };
  return {
    ImageRole: roleOf(EC2_PRINCIPAL, {
      ManagedPolicyArns: managed('EC2InstanceProfileForImageBuilder', 'AmazonSSMManagedInstanceCore'),
    }),
    ImageProfile: {
      Type: 'AWS::IAM::InstanceProfile',
      Properties: { Path: `/${scaler}/`, Roles: [ref('ImageRole')] },
    },
    ImageExecutionRole: roleOf(IMAGE_BUILDER, {
      ManagedPolicyArns: managed('EC2ImageBuilderExecutionPolicy'),
      Policies: [{ PolicyName: 'image', PolicyDocument: policy([mayTell]) }],
    }),
    ImageLifecycleRole: roleOf(IMAGE_BUILDER, {
      ManagedPolicyArns: managed('service-role/EC2ImageBuilderLifecycleExecutionPolicy'),
    }),
  };
}

/** The ARNs of policies that AWS keeps. */
const managed = (...names: readonly string[]): Json =>
  names.map((name) => sub(`arn:${PARTITION}:iam::aws:policy/${name}`));
