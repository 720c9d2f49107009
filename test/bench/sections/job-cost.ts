import type { Prices } from '../../../lib/compare/prices/prices.ts';
import { US_EAST_1 } from '../../../lib/compare/prices/us-east-1.ts';
import { wakeUpDollars } from '../../../lib/compare/report/bill.ts';
import type { Settings } from '../../../lib/config/settings.ts';
import { anIdle, aRunner, someSettings } from '../../builders/settings.ts';
import { deployMetered, PROJECT } from '../deployment.ts';
import type { Units } from '../dynamodb-meter.ts';
import { functionMemory } from '../function-memory.ts';
import type { Use } from '../meter.ts';
import type { Progress } from '../progress.ts';
import { FUNCTIONS } from './cold-load.ts';

/** What one job uses over its whole life: on average, its part of its machine's life included. */
export interface JobCost {
  readonly jobs: number;
  readonly machines: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly readRequests: number;
  readonly writeRequests: number;
  readonly invocations: number;
  readonly httpRequests: number;
  readonly ec2Calls: number;
  readonly gitlabCalls: number;
  readonly wakeUps: number;
  readonly lambdaGbMs: number;
  readonly usdPerMillion: number;
  /** The units by the kind of record: those that take most first. */
  readonly kinds: readonly KindUnits[];
}

export interface KindUnits extends Readonly<Units> {
  readonly record: string;
}

const EVERY_SECONDS = 20;

/**
 * Jobs of half a minute, one every 20 seconds, on the machines of one runner, which are reused; until the last has
 * ended. The ticks of the schedule are no job's: they are what it costs at rest.
 */
export async function measureJobCost(jobs: number, progress: Progress): Promise<JobCost> {
  progress(`running ${jobs} jobs through the handlers, on dynalite`);
  const deployment = await deployMetered(reusingMachines());
  try {
    const { clock, gitlab, use, errors } = deployment;
    for (let job = 0; job < jobs; job += 1) {
      gitlab.pipelines.push(PROJECT.id, [{ name: `job ${job}` }]);
      await clock.advance(EVERY_SECONDS);
    }
    await clock.advanceUntil(() => gitlab.jobs.all().every(({ status }) => status === 'success'), 3600);
    await clock.advance(10);
    if (errors.length > 0) throw new Error(`the handlers logged errors: ${errors[0]}`);
    return jobCostOf(use, jobs);
  } finally {
    await deployment.close();
  }
}

function reusingMachines(): Settings {
  const machine = { idle: anIdle(0, 600), maxBuilds: 100 };
  return someSettings({ runners: [aRunner({ machine })] });
}

function jobCostOf(use: Use, jobs: number): JobCost {
  const each = (amount: number): number => amount / jobs;
  const { readUnits, writeUnits, readRequests, writeRequests } = use.table;
  const functions = [...use.functions.values()];
  const invocations = functions.reduce((sum, one) => sum + one.invocations, 0);
  const ofFunction = (name: string): number => use.functions.get(name)?.invocations ?? 0;
  const httpRequests = ofFunction('webhook') + ofFunction('register');
  const gbMs = gbMsOf(use);
  return {
    jobs,
    machines: use.machines,
    readUnits: each(readUnits),
    writeUnits: each(writeUnits),
    readRequests: each(readRequests),
    writeRequests: each(writeRequests),
    invocations: each(invocations),
    httpRequests: each(httpRequests),
    ec2Calls: each(use.ec2Calls),
    gitlabCalls: each(use.gitlabCalls),
    wakeUps: each(use.wakeUps),
    lambdaGbMs: each(gbMs),
    usdPerMillion: each(
      dollars({ ...use, readUnits, writeUnits, invocations, httpRequests, gbMs }, US_EAST_1) * 1e6,
    ),
    kinds: [...use.table.kinds]
      .map(([record, units]) => ({
        record,
        readUnits: each(units.readUnits),
        writeUnits: each(units.writeUnits),
      }))
      .toSorted((one, other) => unitsOf(other) - unitsOf(one)),
  };
}

const unitsOf = ({ readUnits, writeUnits }: Readonly<Units>): number => readUnits + writeUnits;

/** Milliseconds of a gibibyte. */
export function gbMsOf({ functions }: Use): number {
  const memory = functionMemory(FUNCTIONS);
  return [...functions].reduce((sum, [name, { ms }]) => sum + (ms * (memory.get(name) ?? 0)) / 1024, 0);
}

interface Paid extends Pick<Use, 'wakeUps' | 'wakeUpSeconds'> {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly invocations: number;
  readonly httpRequests: number;
  readonly gbMs: number;
}

/** Lambda's reads of the stream, and EC2's and EventBridge's own events, cost nothing. */
export function dollars(paid: Paid, { lambda, httpApi, dynamodb, stepFunctions }: Prices): number {
  const perMillion =
    paid.readUnits * dynamodb.perMillionReads +
    paid.writeUnits * dynamodb.perMillionWrites +
    paid.invocations * lambda.perMillionRequests +
    paid.httpRequests * httpApi.perMillionRequests;
  const gibibyteSeconds = paid.gbMs / 1000;
  return perMillion / 1e6 + gibibyteSeconds * lambda.perGibibyteSecond + wakeUpDollars(paid, stepFunctions);
}
