import type { Prices } from '../prices/prices.ts';
import { type Bill, billOf, NOTHING_SERVERLESS, type ServerlessUse, totalOf } from './bill.ts';
import type { Ledger, PaidMachines } from './ledger.ts';
import type { Averages } from './levels.ts';
import type { Cause } from './wait-causes.ts';
import type { Waits } from './waits.ts';

/** The outcome of simulating one system. */
export interface SystemResult {
  /** Jobs that started; retries do not count. */
  readonly jobs: number;
  readonly waitSeconds: {
    readonly mean: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  /** Of jobs after their pipeline's first stage, if there are any. */
  readonly laterStages?: {
    readonly jobs: number;
    readonly waitSeconds: {
      readonly mean: number;
      readonly p50: number;
      readonly p75: number;
      readonly p90: number;
    };
  };
  /** Jobs that waited for more than LONG_WAIT seconds, by what held them up. */
  readonly longWaits: Readonly<Record<Cause, number>>;
  readonly machineHours: { readonly busy: number; readonly idle: number; readonly booting: number };
  /** US dollars. */
  readonly cost: Bill & { readonly total: number };
  /** Machines. */
  readonly launched: number;
  /** Jobs that were lost with their machine and begun again. */
  readonly retried: number;
  /** Jobs that failed because their machine was taken, and that nobody retried. */
  readonly lost: number;
}

/** The data for pictures. */
interface Pictured {
  readonly averages: Averages;
  /** Jobs by how long they waited: see WAIT_BINS. */
  readonly waitBins: readonly number[];
}

export interface Simulated {
  readonly result: SystemResult;
  readonly pictured: Pictured;
}

interface Closed {
  readonly ledger: Ledger;
  readonly bastion?: PaidMachines;
  readonly serverless?: ServerlessUse;
}

/** Throws Error if a price is missing. */
export function simulated(
  { ledger, bastion, serverless = NOTHING_SERVERLESS }: Closed,
  prices: Prices,
): Simulated {
  const { waits, laterWaits } = ledger;
  const used = { machines: ledger.paid, serverless, ...(bastion !== undefined && { bastion }) };
  const bill = billOf(used, prices);
  const result: SystemResult = {
    jobs: waits.count - ledger.retried,
    waitSeconds: {
      mean: rounded(waits.mean, 3),
      p50: rounded(waits.percentile(50), 3),
      p95: rounded(waits.percentile(95), 3),
      p99: rounded(waits.percentile(99), 3),
      max: rounded(waits.longest, 3),
    },
    ...(laterWaits.count > 0 && { laterStages: laterStagesOf(laterWaits) }),
    longWaits: ledger.causes.counts,
    machineHours: {
      busy: rounded(ledger.hours('busy'), 4),
      idle: rounded(ledger.hours('idle'), 4),
      booting: rounded(ledger.hours('booting'), 4),
    },
    cost: { total: rounded(totalOf(bill), 6), ...roundedBill(bill) },
    launched: ledger.launched,
    retried: ledger.retried,
    lost: ledger.lost,
  };
  return { result, pictured: { averages: ledger.averages(), waitBins: waits.bins } };
}

function laterStagesOf(waits: Waits): NonNullable<SystemResult['laterStages']> {
  const waited = (percent: number): number => rounded(waits.percentile(percent), 3);
  const waitSeconds = { mean: rounded(waits.mean, 3), p50: waited(50), p75: waited(75), p90: waited(90) };
  return { jobs: waits.count, waitSeconds };
}

function roundedBill(bill: Bill): Bill {
  const entries = Object.entries(bill).map(([part, amount]) => [part, rounded(amount, 6)]);
  return Object.fromEntries(entries) as Bill;
}

/** Hides the noise of floating point from what people compare. */
function rounded(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
