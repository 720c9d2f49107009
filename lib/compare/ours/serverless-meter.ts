import type { MemoryTable } from '../../simulation/memory/table.ts';
import type { PortCall } from '../../simulation/world/calls.ts';
import type { FunctionName } from '../../simulation/world/lambda.ts';
import { latencyOf } from '../../simulation/world/latency.ts';
import { NOTHING_SERVERLESS, type ServerlessUse } from '../report/bill.ts';

interface FunctionCost {
  /** As in serverless.yml. */
  readonly gibibytes: number;
  /** Seconds that a warm invocation computes, without its waits for others. */
  readonly seconds: number;
  /** Is it called through API Gateway? */
  readonly hasRequest: boolean;
}

const FUNCTIONS: Readonly<Record<FunctionName, FunctionCost>> = {
  webhook: { gibibytes: 0.5, seconds: 0.01, hasRequest: true },
  register: { gibibytes: 0.5, seconds: 0.03, hasRequest: true },
  report: { gibibytes: 0.25, seconds: 0.01, hasRequest: true },
  'ec2-events': { gibibytes: 0.25, seconds: 0.01, hasRequest: false },
  schedule: { gibibytes: 0.25, seconds: 0.01, hasRequest: false },
  audit: { gibibytes: 0.5, seconds: 0.03, hasRequest: false },
  reconcile: { gibibytes: 1, seconds: 0.03, hasRequest: false },
};

/** Seconds that one call of the table takes. */
const TABLE_SECONDS = 0.005;
/** Bytes of a record, roughly: none is near the kilobyte of a write unit. */
const RECORD_BYTES = 500;
const READ_UNIT_BYTES = 4096;
/** Bytes of the lines that Lambda logs for an invocation (start, end and report, as JSON), and of one of our own lines. */
export const INVOCATION_LOG_BYTES = 900;
const LINE_BYTES = 350;
/** Of infra/*.yml. */
const ALARMS = 8;
const READS = ['find', 'rotation', 'endedJobs', 'recentlyEnded', 'readActive', 'habitsOf', 'historiesOf'];
/** Read once and then kept in the process's memory. */
const KEPT = ['habitsOf', 'historiesOf'];

/** Counts what the functions call, as AWS counts it. Parallel calls count as if made one after the other. */
export class ServerlessMeter {
  #use: { -readonly [Part in keyof ServerlessUse]: number } = { ...NOTHING_SERVERLESS };

  get use(): ServerlessUse {
    return this.#use;
  }

  invoked(name: FunctionName): void {
    const { gibibytes, seconds, hasRequest } = FUNCTIONS[name];
    this.#use.lambdaRequests += 1;
    this.#use.logBytes += INVOCATION_LOG_BYTES;
    this.#use.lambdaGibibyteSeconds += gibibytes * seconds;
    if (hasRequest) this.#use.httpRequests += 1;
  }

  /** A function writes a line into its log. */
  logged(): void {
    this.#use.logBytes += LINE_BYTES;
  }

  /** Seconds for which alarms and the dashboard are paid. */
  watched(seconds: number): void {
    this.#use.alarmSeconds += ALARMS * seconds;
    this.#use.dashboardSeconds += seconds;
  }

  /** A wake-up writes the tick by itself, once it has waited. */
  woken(waited: number): void {
    this.#use.wakeUps += 1;
    this.#use.wakeUpSeconds += waited;
    this.#use.writes += 1;
  }

  called(call: PortCall, table: MemoryTable): void {
    const isTable = call.port.startsWith('store');
    if (isTable) this.#asked(call, table);
    const { gibibytes } = FUNCTIONS[call.caller as FunctionName];
    this.#use.lambdaGibibyteSeconds += gibibytes * (isTable ? TABLE_SECONDS : latencyOf(call));
  }

  #asked({ method, args }: PortCall, table: MemoryTable): void {
    if (!READS.includes(method)) this.#use.writes += 1;
    else this.#use.reads += readUnits(method, args, table);
  }
}

function readUnits(method: string, args: readonly unknown[], table: MemoryTable): number {
  if (method === 'endedJobs') return (args[0] as readonly unknown[]).length;
  if (method === 'find' || method === 'rotation') return 1;
  if (KEPT.includes(method)) return 0;
  const active = table.jobs.size + table.machines.size + table.launches.size;
  return Math.max(1, Math.ceil((active * RECORD_BYTES) / READ_UNIT_BYTES));
}
