import type { PortCall } from '../../../lib/simulation/world/calls.ts';
import { createWorld } from '../../../lib/simulation/world/world.ts';
import { aRunner, someSettings } from '../../builders/settings.ts';
import { NOW } from '../../builders/state.ts';
import { ec2RequestsOf } from '../ec2-requests.ts';
import type { Progress } from '../progress.ts';

/** From the webhooks to every machine asked for. */
export interface Burst {
  readonly jobs: number;
  /** Requests of EC2's API. */
  readonly ec2Calls: number;
  /** Requests of the store, a batch being one. */
  readonly storeReadsPerJob: number;
  readonly storeWritesPerJob: number;
  readonly gitlabCallsPerJob: number;
  readonly reconciles: number;
  /** From the first webhook to the first machine asked for, by the world's clock, and to the last. */
  readonly firstSeconds: number;
  readonly seconds: number;
  readonly machinesTooMany: number;
}

const PROJECT = 380;
const READS = ['readActive', 'endedJobs', 'find', 'recentlyEnded'];
/** Keys of a BatchGetItem. */
const KEYS = 100;

function countStore({ method, args: [first] }: PortCall, counts: { reads: number; writes: number }): void {
  if (!READS.includes(method)) counts.writes += 1;
  else counts.reads += Array.isArray(first) ? Math.ceil(first.length / KEYS) : 1;
}

/**
 * So many jobs pushed within a second, for one runner, through the real handlers in the simulated world: calls take
 * their time there, so that webhooks come in while the reconciler waits for GitLab and EC2.
 */
export async function measureBurst(jobs: number, progress: Progress): Promise<Burst> {
  progress(`bursting ${jobs} jobs`);
  const counts = { ec2: 0, reads: 0, writes: 0, gitlab: 0, reconciles: 0 };
  const errors: string[] = [];
  const world = createWorld({
    settings: someSettings({ concurrent: 10 * jobs, runners: [aRunner()] }),
    seed: 1,
    start: NOW,
    observer: {
      onCall(call) {
        if (call.port === 'ec2') counts.ec2 += ec2RequestsOf(call);
        if (call.port === 'gitlab') counts.gitlab += 1;
        if (call.port.startsWith('store')) countStore(call, counts);
        if (call.method === 'readActive') counts.reconciles += 1;
      },
      onLog: (level, message, fields) =>
        level === 'error' && errors.push(`${message} ${JSON.stringify(fields)}`),
    },
  });
  for (let job = 0; job < jobs; job += 1) world.push(NOW + job / jobs, PROJECT, [{ name: `job ${job}` }]);
  await world.clock.advanceUntil(() => world.ec2.instances().length > 0, 600, 0.1);
  const firstSeconds = world.clock.now() - NOW;
  await world.clock.advanceUntil(() => world.ec2.instances().length >= jobs, 600, 0.1);
  const seconds = world.clock.now() - NOW;
  await world.clock.advance(15);
  if (errors.length > 0) throw new Error(`the handlers logged errors: ${errors[0]}`);
  return {
    jobs,
    ec2Calls: counts.ec2,
    storeReadsPerJob: counts.reads / jobs,
    storeWritesPerJob: counts.writes / jobs,
    gitlabCallsPerJob: counts.gitlab / jobs,
    reconciles: counts.reconciles,
    firstSeconds,
    seconds,
    machinesTooMany: world.ec2.instances().length - jobs,
  };
}
