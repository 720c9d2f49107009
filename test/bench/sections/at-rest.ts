import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INVOCATION_LOG_BYTES } from '../../../lib/compare/ours/serverless-meter.ts';
import { HOURS_A_MONTH } from '../../../lib/compare/prices/prices.ts';
import { US_EAST_1 } from '../../../lib/compare/prices/us-east-1.ts';
import { aRunner, someSettings } from '../../builders/settings.ts';
import { deployMetered } from '../deployment.ts';
import type { Progress } from '../progress.ts';
import { dollars, gbMsOf } from './job-cost.ts';

/** Dollars of a month in which no job comes and no machine stands ready. */
export interface AtRest {
  readonly total: number;
  readonly functionsAndTable: number;
  readonly logs: number;
  readonly alarms: number;
}

const MINUTES = 30;
const AUDIT_EVERY = 5;

/** The schedule's ticks and audits through the handlers; what a month of them costs. */
export async function measureAtRest(progress: Progress): Promise<AtRest> {
  progress(`letting ${MINUTES} minutes pass without a job`);
  const deployment = await deployMetered(someSettings({ runners: [aRunner()] }));
  try {
    for (let minute = 0; minute < MINUTES; minute += 1) {
      await deployment.tick();
      if (minute % AUDIT_EVERY === 0) await deployment.audit();
      await deployment.clock.advance(60);
    }
    const { use } = deployment;
    const invocations = [...use.functions.values()].reduce((sum, one) => sum + one.invocations, 0);
    const { readUnits, writeUnits } = use.table;
    const paid = {
      readUnits,
      writeUnits,
      invocations,
      httpRequests: 0,
      gbMs: gbMsOf(use),
      wakeUps: use.wakeUps,
      wakeUpSeconds: use.wakeUpSeconds,
    };
    const perMonth = (HOURS_A_MONTH * 60) / MINUTES;
    const { cloudWatch } = US_EAST_1;
    const functionsAndTable = dollars(paid, US_EAST_1) * perMonth;
    const logs = ((invocations * perMonth * INVOCATION_LOG_BYTES) / 2 ** 30) * cloudWatch.gibibyteOfLogs;
    const alarms = countAlarms('infra') * cloudWatch.alarmMonth;
    return { total: functionsAndTable + logs + alarms, functionsAndTable, logs, alarms };
  } finally {
    await deployment.close();
  }
}

function countAlarms(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(yml|ts)$/.test(name),
  );
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  return text.match(/AWS::CloudWatch::Alarm\b/g)?.length ?? 0;
}
