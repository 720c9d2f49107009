import { sum, sumOf } from '../../scaler/state/sum.ts';
import { buildMinute, HOURS_A_MONTH, instanceHour, type Prices, volumeHour } from '../prices/prices.ts';
import type { PaidMachines } from './ledger.ts';
import type { MachineKind } from './machine-kind.ts';

/** Dollars, by what they are paid for. */
export interface Bill {
  /** With the CPU credits that they paid for. */
  readonly spot: number;
  readonly onDemand: number;
  /** Minutes of builds. */
  readonly codeBuild: number;
  /** The machine that GitLab Runner itself runs on, with its volume and address. */
  readonly bastion: number;
  readonly ebs: number;
  readonly ipv4: number;
  readonly lambda: number;
  readonly apiGateway: number;
  readonly dynamodb: number;
  /** Wake-ups. */
  readonly stepFunctions: number;
  /** Logs, alarms, and the dashboard. */
  readonly cloudWatch: number;
}

export type BillPart = keyof Bill;

/** What a system used besides machines. */
export interface ServerlessUse {
  readonly lambdaRequests: number;
  readonly lambdaGibibyteSeconds: number;
  readonly httpRequests: number;
  readonly reads: number;
  readonly writes: number;
  readonly wakeUps: number;
  /** That they waited, all together. */
  readonly wakeUpSeconds: number;
  readonly logBytes: number;
  /** Of all alarms together. */
  readonly alarmSeconds: number;
  readonly dashboardSeconds: number;
}

export const NOTHING_SERVERLESS: ServerlessUse = {
  lambdaRequests: 0,
  lambdaGibibyteSeconds: 0,
  httpRequests: 0,
  reads: 0,
  writes: 0,
  wakeUps: 0,
  wakeUpSeconds: 0,
  logBytes: 0,
  alarmSeconds: 0,
  dashboardSeconds: 0,
};

interface Used {
  readonly machines: readonly PaidMachines[];
  readonly bastion?: PaidMachines;
  readonly serverless: ServerlessUse;
}

const MILLION = 1e6;
/** Of one that waits: Step Functions takes 64 MB for the least. */
const WAKE_UP_GIBIBYTES = 1 / 16;

/** What all that costs. No free tier is taken off. Throws Error if a price is missing, and says how to give it. */
export function billOf({ machines, bastion, serverless }: Used, prices: Prices): Bill {
  const inMarket = (market: MachineKind['market']) => machines.filter(({ kind }) => kind.market === market);
  return {
    spot: sumOf(inMarket('Spot'), (paid) => instances(paid, prices)),
    onDemand: sumOf(inMarket('OnDemand'), (paid) => instances(paid, prices)),
    codeBuild: sumOf(inMarket('CodeBuild'), (paid) => builds(paid, prices)),
    bastion: bastion === undefined ? 0 : whole(bastion, prices),
    ebs: sumOf(machines, (paid) => volumes(paid, prices)),
    ipv4: sumOf(machines, (paid) => addresses(paid, prices)),
    ...serverlessBill(serverless, prices),
  };
}

export function totalOf(bill: Bill): number {
  return sum(Object.values(bill));
}

function serverlessBill(use: ServerlessUse, prices: Prices) {
  const { lambda, httpApi, dynamodb, stepFunctions } = prices;
  return {
    cloudWatch: watchingBill(use, prices),
    lambda:
      (use.lambdaRequests / MILLION) * lambda.perMillionRequests +
      use.lambdaGibibyteSeconds * lambda.perGibibyteSecond,
    apiGateway: (use.httpRequests / MILLION) * httpApi.perMillionRequests,
    dynamodb:
      (use.writes / MILLION) * dynamodb.perMillionWrites + (use.reads / MILLION) * dynamodb.perMillionReads,
    stepFunctions: wakeUpDollars(use, stepFunctions),
  };
}

const MONTH = HOURS_A_MONTH * 3600;

function watchingBill(
  { logBytes, alarmSeconds, dashboardSeconds }: ServerlessUse,
  { cloudWatch: { gibibyteOfLogs, alarmMonth, dashboardMonth } }: Prices,
): number {
  const watching = alarmSeconds * alarmMonth + dashboardSeconds * dashboardMonth;
  return (logBytes / 2 ** 30) * gibibyteOfLogs + watching / MONTH;
}

/** Dollars for wake-ups. */
export function wakeUpDollars(
  { wakeUps, wakeUpSeconds }: Pick<ServerlessUse, 'wakeUps' | 'wakeUpSeconds'>,
  { perMillionRequests, perGibibyteSecond }: Prices['stepFunctions'],
): number {
  return (wakeUps / MILLION) * perMillionRequests + wakeUpSeconds * WAKE_UP_GIBIBYTES * perGibibyteSecond;
}

function whole(paid: PaidMachines, prices: Prices): number {
  return instances(paid, prices) + volumes(paid, prices) + addresses(paid, prices);
}

function instances(
  { kind: { instanceType, market }, seconds, surplus }: PaidMachines,
  prices: Prices,
): number {
  return (
    (seconds / 3600) * instanceHour(prices, instanceType, market === 'Spot' ? 'Spot' : 'OnDemand') + surplus
  );
}

function builds({ kind: { instanceType }, seconds }: PaidMachines, prices: Prices): number {
  return (seconds / 60) * buildMinute(prices, instanceType);
}

function volumes({ kind: { volumeType, gibibytes }, seconds }: PaidMachines, prices: Prices): number {
  return (seconds / 3600) * volumeHour(prices, volumeType, gibibytes);
}

function addresses({ kind: { hasPublicAddress }, seconds }: PaidMachines, prices: Prices): number {
  return hasPublicAddress ? (seconds / 3600) * prices.publicIpv4Hour : 0;
}
