import type { RunnerSettings, Settings } from '../config/settings.ts';
import { BOOT_SECONDS } from '../simulation/ec2/ec2.ts';
import { spotLifetimes } from '../simulation/ec2/interruptions.ts';
import { START_SECONDS } from '../simulation/machine/machine.ts';
import { SeededRandom } from '../simulation/seeded-random.ts';
import { REQUEST_SECONDS } from '../simulation/world/world.ts';
import { withFourPlaces } from './four-places.ts';
import { mostAtOnce } from './most-at-once.ts';
import { BASTIONLESS, isVariant, type PeerName, type SystemName, type VariantName } from './names.ts';
import { runOurs } from './ours/run-ours.ts';
import { AlwaysOn } from './peers/always-on.ts';
import { CodeBuild } from './peers/code-build.ts';
import { dockerAutoscaler } from './peers/docker-autoscaler.ts';
import { dockerMachine } from './peers/docker-machine.ts';
import type { Peer, PeerWorld } from './peers/peer.ts';
import { runPeer } from './peers/run-peer.ts';
import type { Prices } from './prices/prices.ts';
import type { MachineKind } from './report/machine-kind.ts';
import type { Simulated } from './report/result.ts';
import type { Progress } from './run.ts';
import type { Workload } from './workloads/workload.ts';

export interface Scenario {
  readonly settings: Settings;
  readonly workload: Workload;
  readonly seed: number;
  readonly prices: Prices;
  /** Seconds between two requests for jobs of a GitLab Runner on a bastion. */
  readonly checkInterval: number;
  /** The bastion's instance type where it runs no jobs itself. */
  readonly bastionType: string;
  /** How many machines are always on; none: as many as config.toml lets run at once. */
  readonly alwaysOn?: number;
  /** Interruptions in 100 hours of a spot machine; none: nothing is interrupted. */
  readonly interruptions?: number;
  /** None: BOOT. */
  readonly boot?: Boot;
}

/** Seconds that a machine takes from its request until it can be given a job, at least and at most. */
export type Boot = readonly [least: number, most: number];

/** For every system, from an image that has all that a machine needs: as in the simulated EC2 and on its machines. */
export const BOOT: Boot = [BOOT_SECONDS[0] + START_SECONDS, BOOT_SECONDS[1] + START_SECONDS];

/** Seconds that a machine of the default image takes longer, about: it fetches gitlab-runner and its helper image. */
const INSTALLING = 20;

/** The part of a boot after EC2's: the start, and the request to GitLab for a runner. */
const OWN_SECONDS = START_SECONDS + REQUEST_SECONDS;

/** By what machines boot from: `amazonec2-ami` is taken to be an image with all that they need. */
export function bootOf({ runners }: Settings): Boot {
  const areReady = runners.every(({ ec2 }) => ec2.imageId !== undefined);
  return areReady ? BOOT : [BOOT[0] + INSTALLING, BOOT[1] + INSTALLING];
}

export function simulate(system: SystemName, scenario: Scenario, onProgress?: Progress): Promise<Simulated> {
  const { seed, interruptions = 0, boot = BOOT } = scenario;
  const lifetime = spotLifetimes(interruptions, new SeededRandom(seed).fork('interruptions'));
  if (system === BASTIONLESS || isVariant(system)) {
    const bootSeconds: Boot = [boot[0] - OWN_SECONDS, boot[1] - OWN_SECONDS];
    const settings = system === BASTIONLESS ? scenario.settings : VARIANTS[system](scenario.settings);
    return runOurs({ ...scenario, settings, bootSeconds, lifetime, onProgress });
  }
  const timing = { boot, checkInterval: scenario.checkInterval };
  return runPeer(peerMaker(system, scenario), { ...scenario, timing, lifetime, onProgress });
}

const VARIANTS: Readonly<Record<VariantName, (settings: Settings) => Settings>> = {
  'without-lookahead': withoutLookahead,
  'four-places': withFourPlaces,
};

function withoutLookahead(settings: Settings): Settings {
  const runners = settings.runners.map((runner) => ({
    ...runner,
    lookahead: { ...runner.lookahead, isOn: false },
  }));
  return { ...settings, runners };
}

function peerMaker(peer: PeerName, scenario: Scenario): (world: PeerWorld) => Peer {
  const { settings, alwaysOn = mostAtOnce(settings) } = scenario;
  switch (peer) {
    case 'docker-machine':
      return (world) => dockerMachine(world, bastionOf(scenario));
    case 'docker-autoscaler':
      return (world) => dockerAutoscaler(world, bastionOf(scenario));
    case 'codebuild':
      return (world) => new CodeBuild(world);
    case 'bastion':
      return (world) =>
        new AlwaysOn(
          world,
          settings.runners.map(() => 1),
        );
    case 'always-on':
      return (world) => new AlwaysOn(world, sharedOut(alwaysOn, settings.runners));
  }
}

/** It has Amazon Linux's smallest disk, a public address, and too little to do to pay for credits. */
function bastionOf({ bastionType }: Scenario): MachineKind {
  const disk = { volumeType: 'gp3', gibibytes: 8 };
  const rest = { hasPublicAddress: true, hasUnlimitedCredits: false };
  return { market: 'OnDemand', instanceType: bastionType, ...disk, ...rest };
}

/** So many machines, dealt to the runners in turn up to the limit of each; each runner has at least one. */
export function sharedOut(count: number, runners: readonly RunnerSettings[]): number[] {
  const counts = runners.map(() => 1);
  const isFull = (index: number) => {
    const limit = runners[index]?.limit ?? 0;
    return limit > 0 && (counts[index] ?? 0) >= limit;
  };
  let left = count - runners.length;
  for (
    let index = 0;
    left > 0 && !runners.every((_, each) => isFull(each));
    index = (index + 1) % runners.length
  ) {
    if (isFull(index)) continue;
    counts[index] = (counts[index] ?? 0) + 1;
    left -= 1;
  }
  return counts;
}
