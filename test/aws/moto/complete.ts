import {
  type CancelSpotInstanceRequestsCommandInput,
  type DescribeInstancesCommandOutput,
  DescribeSpotInstanceRequestsCommand,
  EC2Client,
  EC2ServiceException,
  type RunInstancesCommandInput,
  type ServiceOutputTypes,
} from '@aws-sdk/client-ec2';

/**
 * Adds to a client of moto what AWS has and moto lacks: a described instance tells its spot request, who cancels
 * a spot request that EC2 does not know is told so (moto breaks down), of the instances between the least and the
 * most that are asked for there are the most (moto launches the least), and a launch that is asked for again by the
 * same ClientToken is answered as before (moto launches anew).
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function completeMoto(client: EC2Client): void {
  const moto = new EC2Client({});
  keepClientTokens(client);
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'CancelSpotInstanceRequestsCommand')
          await refuseUnknown(moto, args.input as CancelSpotInstanceRequestsCommandInput);
        if (commandName === 'RunInstancesCommand') askForTheMost(args.input as RunInstancesCommandInput);
        const answer = await next(args);
        if (commandName === 'DescribeInstancesCommand')
          await addSpotRequests(moto, answer.output as DescribeInstancesCommandOutput);
        return answer;
      },
    { step: 'initialize', name: 'completeMoto' },
  );
}

function keepClientTokens(client: EC2Client): void {
  const launched = new Map<string, { readonly output: ServiceOutputTypes; readonly response: unknown }>();
  client.middlewareStack.add(
    (next) => async (args) => {
      const { ClientToken: token } = args.input as { readonly ClientToken?: string };
      if (token === undefined) return next(args);
      const answer = launched.get(token) ?? (await next(args));
      launched.set(token, answer);
      return answer;
    },
    { step: 'initialize', name: 'keepClientTokens' },
  );
}

function askForTheMost(input: RunInstancesCommandInput): void {
  input.MinCount = input.MaxCount;
}

async function refuseUnknown(
  moto: EC2Client,
  { SpotInstanceRequestIds = [] }: CancelSpotInstanceRequestsCommandInput,
): Promise<void> {
  const known = new Set((await spotRequestsOf(moto)).values());
  const unknown = SpotInstanceRequestIds.filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  throw new EC2ServiceException({
    name: 'InvalidSpotInstanceRequestID.NotFound',
    message: `The spot instance request ID '${unknown[0]}' does not exist`,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
}

async function addSpotRequests(moto: EC2Client, { Reservations = [] }: DescribeInstancesCommandOutput) {
  const requests = await spotRequestsOf(moto);
  for (const instance of Reservations.flatMap(({ Instances = [] }) => Instances)) {
    const request = requests.get(instance.InstanceId);
    if (request !== undefined) instance.SpotInstanceRequestId = request;
  }
}

/** By the instance. */
async function spotRequestsOf(moto: EC2Client): Promise<Map<string | undefined, string | undefined>> {
  const { SpotInstanceRequests = [] } = await moto.send(new DescribeSpotInstanceRequestsCommand({}));
  return new Map(SpotInstanceRequests.map((one) => [one.InstanceId, one.SpotInstanceRequestId]));
}
