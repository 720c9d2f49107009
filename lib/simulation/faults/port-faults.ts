import type { Scheduler } from '../clock/scheduler.ts';
import type { Carrier, PortCall } from '../world/calls.ts';
import type { Process } from '../world/lambda.ts';
import { latencyOf, pause } from '../world/latency.ts';
import type { Faults } from './faults.ts';
import type { Weather } from './weather.ts';

export interface Dangers {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly weather: Weather;
  /** Nothing goes wrong at all. */
  readonly isSafe: boolean;
}

/** Seconds that a call of the table takes. */
const TABLE_SECONDS = 0.01;
/** Seconds after which a caller gives up. */
const PATIENCE = 10;
const LATEST = 30;
const SLOWEST = 20;
const SLOW_SECONDS = 10;
/** What a process that has ended waits for. Each is another: one alone would keep all that ever waited for it. */
const never = () => new Promise<never>(() => undefined);

/** A call on its way, and the place where faults strike it. */
interface Journey extends Dangers {
  readonly process: Process;
  readonly call: PortCall;
  readonly where: string;
}

/**
 * The way from a process to its ports on a bad day. A call may end the process before or after it takes effect,
 * fail with or without effect, be slow, late, or done twice. What a process had sent before its end still takes
 * effect; nothing comes back to it.
 */
export function dangerously(dangers: Dangers, process: Process): Carrier {
  const made = new Map<string, number>();
  return async (call, perform) => {
    if (process.isOver()) return never();
    const what = `${call.port}.${call.method}`;
    const nth = (made.get(what) ?? 0) + 1;
    made.set(what, nth);
    const where = `${process.name} at ${process.began.toFixed(2)}, ${what} ${nth}`;
    const answer = await travel({ ...dangers, process, call, where }, perform).catch((error) =>
      process.isOver() ? never() : Promise.reject(error),
    );
    return process.isOver() ? never() : answer;
  };
}

async function travel(journey: Journey, perform: () => Promise<unknown>): Promise<unknown> {
  const { faults, process, scheduler, where } = journey;
  if (faults.strikes('killed before a call', where)) {
    process.kill();
    return never();
  }
  const halfway = secondsOf(journey) / 2;
  await pause(scheduler, halfway);
  refuse(journey);
  if (faults.strikes('call late', where)) return late(journey, perform);
  const answer = await effect(journey, perform);
  if (faults.strikes('killed after a call', where)) {
    process.kill();
    return never();
  }
  await pause(scheduler, halfway);
  if (faults.strikes('answer lost', where)) throw new Error('TimeoutError: the answer did not arrive');
  return answer;
}

function secondsOf({ faults, weather, call, where }: Journey): number {
  const isSlow =
    (call.port === 'ec2' && weather.has('EC2 slow')) ||
    (call.port === 'gitlab' && weather.has('GitLab slow'));
  const usual = (latencyOf(call) || TABLE_SECONDS) + (isSlow ? SLOW_SECONDS : 0);
  if (!faults.strikes('call slow', where)) return usual;
  return usual + faults.amount('call slow', where, 1, SLOWEST);
}

function refuse({ faults, weather, call, where }: Journey): void {
  if (call.port === 'gitlab' && weather.has('GitLab down'))
    throw new Error('GitLab answered 502: Bad Gateway');
  if (call.port === 'gitlab' && weather.has('GitLab throttles')) {
    throw new Error('GitLab answered 429: Retry later');
  }
  if (call.port === 'ec2' && weather.has('EC2 throttles')) {
    throw new Error('RequestLimitExceeded: Request limit exceeded.');
  }
  if (faults.strikes('call refused', where)) throw new Error('ECONNRESET: the call did not arrive');
}

async function late({ faults, scheduler, where }: Journey, perform: () => Promise<unknown>): Promise<never> {
  scheduler.after(faults.amount('call late', where, 1, LATEST), async () => {
    await perform().catch(() => undefined);
  });
  await pause(scheduler, PATIENCE);
  throw new Error(`TimeoutError: no answer within ${PATIENCE} s`);
}

/** GitLab's calls are not repeated by our client. */
async function effect({ faults, call, where }: Journey, perform: () => Promise<unknown>): Promise<unknown> {
  const answer = await perform();
  return call.port !== 'gitlab' && faults.strikes('call repeated', where) ? perform() : answer;
}
