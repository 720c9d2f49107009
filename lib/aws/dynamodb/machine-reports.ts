import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { MachineReports } from '../../scaler/ports/store.ts';
import { queryAll } from './calls/query-all.ts';
import { readItem } from './calls/read-item.ts';
import { ENDED, REPORT_PREFIX, reportKey, type Table } from './table.ts';

/** Seconds for which a report is kept. */
const REPORTS_KEPT = 7 * 24 * 3600;

/** What machines reported: beside the jobs that have ended, where no reconcile reads it. */
export function machineReports(table: Table): MachineReports {
  return {
    async recordReport(report) {
      const expires = Math.ceil(report.at) + REPORTS_KEPT;
      const Item = { ...reportKey(report.instanceId), ...report, expires };
      await table.documents.send(new PutCommand({ TableName: table.name, Item }));
    },

    recentReports(since) {
      const recent = {
        KeyConditionExpression: 'pk = :ended AND begins_with(sk, :report)',
        FilterExpression: '#at >= :since',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':ended': ENDED, ':report': REPORT_PREFIX, ':since': since },
      };
      return queryAll(table, recent, (item) => readItem(reportSchema, item));
    },
  };
}

const reportSchema = v.object({
  instanceId: v.string(),
  machine: v.string(),
  runner: v.string(),
  at: v.number(),
  reason: v.string(),
  lines: v.array(v.string()),
});
