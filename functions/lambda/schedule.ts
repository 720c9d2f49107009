import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openTable } from '../../lib/aws/dynamodb/table.ts';
import { tickInbox } from '../../lib/aws/dynamodb/tick-inbox.ts';
import { environment } from '../runtime/environment.ts';
import { PATIENT } from '../runtime/patience.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import { scheduleHandler } from '../schedule.ts';

export const handler = scheduleHandler({
  inbox: tickInbox(openTable(new DynamoDBClient(PATIENT), environment('TABLE_NAME'))),
  clock: wallClock,
});
