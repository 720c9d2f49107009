import { type DescribeInstancesCommandInput, EC2Client } from '@aws-sdk/client-ec2';
import { describeEnds } from '../../../../lib/aws/ec2/own-instances.ts';
import { times } from '../../../builders/state.ts';

/** EC2 takes 200 values of a filter: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
test('why many instances ended is asked of 200 at a time, and of each once', async () => {
  const client = new EC2Client({ region: 'us-east-1' });
  const asked: string[][] = [];
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        const { Filters = [] } = input as DescribeInstancesCommandInput;
        const ids = Filters.flatMap(({ Values = [] }) => Values);
        asked.push(ids);
        const Instances = ids.map((InstanceId) => ({
          InstanceId,
          StateReason: { Message: `of ${InstanceId}` },
        }));
        return { output: { $metadata: {}, Reservations: [{ Instances }] }, response: {} };
      },
    { step: 'initialize' },
  );
  const ids = times(450, (number) => `i-${number}`);
  const reasons = await describeEnds(client, ids);
  expect(asked.map(({ length }) => length)).toEqual([200, 200, 50]);
  expect([...reasons]).toEqual(ids.map((id) => [id, `of ${id}`]));
});
