import type { Ec2Settings } from '../../config/ec2/settings.ts';
import type { MachineKind } from '../report/machine-kind.ts';
import type { Peer, PeerWorld } from './peer.ts';
import type { QueuedJob } from './pipelines.ts';

/** Seconds that GitLab's webhook takes. */
const WEBHOOK = 0.5;
/** Seconds until a build's container has its runner, at least and at most: an assumption, AWS promises nothing. */
const PROVISIONING = [15, 45] as const;

/**
 * AWS CodeBuild's GitLab runners: a webhook starts one build for each job, on a fresh container that is not
 * reused. At most `concurrent` run, which stands for the account's quota; the others wait in CodeBuild's queue. It is paid by
 * the minute from the build's start, provisioning included. https://docs.aws.amazon.com/codebuild/latest/userguide/gitlab-runner.html
 */
export class CodeBuild implements Peer {
  readonly #world: PeerWorld;
  readonly #kinds: readonly MachineKind[];
  #builds = 0;
  #running = 0;

  constructor(world: PeerWorld) {
    this.#world = world;
    this.#kinds = world.settings.runners.map(({ ec2 }) => kindLike(ec2));
  }

  start(): void {}

  jobQueued(): void {
    this.#world.clock.after(WEBHOOK, () => this.#startBuilds());
  }

  #startBuilds(): void {
    const { settings, queue } = this.#world;
    for (const [runner, kind] of this.#kinds.entries()) {
      while (this.#running < settings.concurrent) {
        const job = queue.take(runner);
        if (job === undefined) break;
        this.#build(job, kind);
      }
    }
  }

  #build(job: QueuedJob, kind: MachineKind): void {
    const { clock, random, ledger, pipelines } = this.#world;
    const id = `build-${this.#builds}`;
    this.#builds += 1;
    this.#running += 1;
    ledger.machineLaunched(id, kind, clock.now());
    clock.after(random.between(...PROVISIONING), () => {
      ledger.machineBusy(id, clock.now());
      ledger.jobStarted(job, clock.now());
      clock.after(job.duration, () => {
        ledger.jobEnded(clock.now());
        ledger.machineEnded(id, clock.now());
        this.#running -= 1;
        pipelines.ended(job);
        this.#startBuilds();
      });
    });
  }
}

/** The container with as many vCPUs as the runner's machines, or the next larger one. */
function kindLike({ instanceTypes: [type] }: Ec2Settings): MachineKind {
  const instanceType = COMPUTE_TYPES.find(([sizes]) => sizes.test(type))?.[1] ?? 'general1.2xlarge';
  return {
    ...{ market: 'CodeBuild', instanceType, volumeType: 'gp3', gibibytes: 0 },
    ...{ hasPublicAddress: false, hasUnlimitedCredits: false },
  };
}

/** By the instance's size: `large` has 2 vCPUs, `xlarge` 4. https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html */
const COMPUTE_TYPES: readonly (readonly [sizes: RegExp, computeType: string])[] = [
  [/\.(nano|micro|small|medium|large)$/, 'general1.small'],
  [/\.xlarge$/, 'general1.medium'],
  [/\.2xlarge$/, 'general1.large'],
];
