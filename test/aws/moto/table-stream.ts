import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';

/**
 * All that was written to the table so far, as its stream would bring it to a Lambda function. DynamoDB Streams
 * answers with records in the very shape of the event, so its answers are taken as they come over the wire.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
 */
export async function streamEventOf(client: DynamoDBClient, table: string): Promise<DynamoDBStreamEvent> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  const StreamArn = Table?.LatestStreamArn;
  if (StreamArn === undefined) throw new Error(`the table ${table} has no stream`);
  const { StreamDescription } = await streams<StreamAnswer>('DescribeStream', { StreamArn });
  const Records: DynamoDBRecord[] = [];
  for (const { ShardId } of StreamDescription.Shards) {
    const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await streams<{ ShardIterator: string }>('GetShardIterator', start);
    const answer = await streams<{ Records: DynamoDBRecord[] }>('GetRecords', { ShardIterator });
    Records.push(...answer.Records.map((record) => ({ ...record, eventSourceARN: StreamArn })));
  }
  return { Records };
}

interface StreamAnswer {
  readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] };
}

/** moto knows the service by the signature's scope, and does not check the signature. */
async function streams<Answer>(action: string, input: object): Promise<Answer> {
  const answer = await fetch(process.env['AWS_ENDPOINT_URL'] ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${action}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=testing/20261124/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
