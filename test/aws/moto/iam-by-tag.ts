import {
  type CancelSpotInstanceRequestsCommandInput,
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  EC2Client,
  EC2ServiceException,
  type Tag,
  type TerminateInstancesCommandInput,
} from '@aws-sdk/client-ec2';

/**
 * Adds to a client of moto what IAM does, of which moto evaluates nothing: under a role that may end what has this
 * deployment's tag, a call for one thing that lacks it, or that EC2 has forgotten, is refused as a whole.
 */
export function bindToTag(client: EC2Client, scaler: string): void {
  const moto = new EC2Client({});
  const isOurs = (tags: readonly Tag[] = []) =>
    tags.some(({ Key, Value }) => Key === 'bastionless:scaler' && Value === scaler);
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'TerminateInstancesCommand') {
          const { InstanceIds = [] } = args.input as TerminateInstancesCommandInput;
          const { Reservations = [] } = await moto.send(new DescribeInstancesCommand({}));
          const ours = Reservations.flatMap(({ Instances = [] }) => Instances)
            .filter(({ Tags }) => isOurs(Tags))
            .map(({ InstanceId }) => InstanceId);
          refuseUnless(InstanceIds.every((id) => ours.includes(id)));
        }
        if (commandName === 'CancelSpotInstanceRequestsCommand') {
          const { SpotInstanceRequestIds = [] } = args.input as CancelSpotInstanceRequestsCommandInput;
          const { SpotInstanceRequests = [] } = await moto.send(new DescribeSpotInstanceRequestsCommand({}));
          const ours = SpotInstanceRequests.filter(({ Tags }) => isOurs(Tags)).map(
            ({ SpotInstanceRequestId }) => SpotInstanceRequestId,
          );
          refuseUnless(SpotInstanceRequestIds.every((id) => ours.includes(id)));
        }
        return next(args);
      },
    { step: 'initialize', name: 'bindToTag' },
  );
}

function refuseUnless(allowed: boolean): void {
  if (allowed) return;
  throw new EC2ServiceException({
    name: 'UnauthorizedOperation',
    message: 'You are not authorized to perform this operation. Encoded authorization failure message: x',
    $fault: 'client',
    $metadata: { httpStatusCode: 403 },
  });
}
