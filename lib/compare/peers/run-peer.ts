import type { Settings } from '../../config/settings.ts';
import { VirtualClock } from '../../simulation/clock/virtual-clock.ts';
import { bootsOf } from '../../simulation/ec2/boots.ts';
import { type SpotLifetime, UNINTERRUPTED } from '../../simulation/ec2/interruptions.ts';
import { SeededRandom } from '../../simulation/seeded-random.ts';
import type { Prices } from '../prices/prices.ts';
import { Ledger } from '../report/ledger.ts';
import { type Simulated, simulated } from '../report/result.ts';
import { type Progress, run } from '../run.ts';
import { Feed } from '../workloads/feed.ts';
import type { Workload } from '../workloads/workload.ts';
import { JobQueue } from './job-queue.ts';
import type { Peer, PeerWorld, Timing } from './peer.ts';
import { Pipelines } from './pipelines.ts';

interface PeerOptions {
  readonly settings: Settings;
  readonly workload: Workload;
  readonly seed: number;
  readonly timing: Timing;
  readonly prices: Prices;
  /** None: nothing is interrupted. */
  readonly lifetime?: SpotLifetime;
  readonly onProgress?: Progress | undefined;
}

/** Runs the workload on a peer. Throws Error if a price is missing. */
export async function runPeer(make: (world: PeerWorld) => Peer, options: PeerOptions): Promise<Simulated> {
  const { settings, workload, seed, timing, prices, lifetime = UNINTERRUPTED, onProgress } = options;
  const { start, end } = workload;
  const clock = new VirtualClock(start);
  const ledger = new Ledger(start, end, settings);
  const queue = new JobQueue();
  const pipelines = new Pipelines({
    ...{ clock, ledger },
    onQueued: (job) => {
      queue.add(job);
      peer.jobQueued();
    },
  });
  const random = new SeededRandom(seed);
  const boots = bootsOf(random, timing.boot);
  const peer = make({ settings, clock, random, ledger, queue, pipelines, timing, boots, lifetime });
  peer.start();
  const feed = new Feed(clock, workload, (pipeline) => pipelines.push(pipeline));
  await run({ clock, workload, feed, ledger, onProgress });
  const { bastion: kind } = peer;
  const bastion = kind && { bastion: { kind, seconds: clock.now() - start, surplus: 0 } };
  return simulated({ ledger, ...bastion }, prices);
}
