import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { AuditRecords } from '../../scaler/ports/store.ts';
import { readItem } from './calls/read-item.ts';
import { rotationKey, type Table } from './table.ts';

/** How far audits have come: in a partition of its own, which the stream's reader does not look at. */
export function auditRecords({ documents, name: TableName }: Table): AuditRecords {
  return {
    async rotation(of) {
      const { Item } = await documents.send(new GetCommand({ TableName, Key: rotationKey(of) }));
      return Item === undefined ? undefined : readItem(rotationSchema, Item);
    },
    async recordRotation(of, rotation) {
      await documents.send(new PutCommand({ TableName, Item: { ...rotationKey(of), ...rotation } }));
    },
  };
}

const rotationSchema = v.object({ from: v.number(), heard: v.array(v.number()) });
