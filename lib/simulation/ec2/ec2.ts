import type { RunnerSettings } from '../../config/settings.ts';
import type { Ec2, LaunchError, Launched, NotDone, OwnInstance } from '../../scaler/ports/ec2.ts';
import type { Launch } from '../../scaler/state/launches/launch.ts';
import type { Instance } from '../../scaler/state/machines/instance.ts';
import { isoTime } from '../../scaler/state/time.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { type Between, type Boots, bootsOf } from './boots.ts';
import type { Ec2Listeners, InstanceNews } from './listeners.ts';

/** Seconds from the request of an instance to the first line of its user data. */
export const BOOT_SECONDS: Between = [20, 40];
/** Seconds from an interruption's warning to the end. */
export const WARNING_SECONDS = 120;
/** Seconds after an instance's end for which EC2 knows of it. */
const REMEMBERED_SECONDS = 3600;

const NONE: LaunchError = { code: 'InsufficientInstanceCapacity', message: 'There is no capacity.' };

/** Dollars for an hour of any instance. */
const HOURLY = 0.02;

/** How EC2 says why an instance ended. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
export const END_REASONS = {
  byEc2: 'Server.InternalError: Internal error on launch',
  /** The disk cannot be made: a key that may not be used, say. */
  byDisk: 'Client.InternalError: Client error on launch',
  byItself: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
  byUser: 'Client.UserInitiatedShutdown: User initiated shutdown',
  takenBack: 'Server.SpotInstanceTermination: Spot instance termination',
} as const;
type EndReason = (typeof END_REASONS)[keyof typeof END_REASONS];

/** EC2 as far as machines are concerned: instances that take time to boot, spot requests, and ends of all kinds. */
export class SimulatedEc2 implements Ec2 {
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #listeners: Ec2Listeners;
  readonly #boots: Boots;
  readonly #instances = new Map<string, OwnInstance>();
  /** Of those that have ended. */
  readonly #endReasons = new Map<string, EndReason>();
  readonly #byLaunch = new Map<string, string[]>();
  /** Those that EC2 will interrupt. */
  readonly #noticed = new Set<string>();
  /** Of the types of these runners EC2 has no machine. */
  readonly exhausted = new Set<string>();
  /** Those that are not closed: open until an instance fulfils them, then active. */
  readonly #spotRequests = new Map<string, 'open' | 'active'>();

  constructor(
    scheduler: Scheduler,
    random: SeededRandom,
    listeners: Ec2Listeners,
    boots: Boots = bootsOf(random, BOOT_SECONDS),
  ) {
    this.#boots = boots;
    this.#scheduler = scheduler;
    this.#random = random;
    this.#listeners = listeners;
  }

  async launch(launch: Launch, runner: RunnerSettings): Promise<Launched> {
    const before = this.#ofLaunch(launch.id);
    if (before.length > 0) return { instances: before, errors: [] };
    if (this.exhausted.has(runner.name)) return { instances: [], errors: [NONE] };
    const random = this.#random.fork(launch.id);
    const instances = Array.from({ length: launch.count }, () => this.#start(launch, runner, random));
    return { instances, errors: [] };
  }

  async instancesOf(launchId: string): Promise<readonly Instance[]> {
    return this.#ofLaunch(launchId).filter(({ state }) => state !== 'terminated');
  }

  async terminate(instanceIds: readonly string[]): Promise<readonly NotDone[]> {
    for (const instanceId of instanceIds) {
      this.#listeners.onTerminate?.(instanceId);
      this.end(instanceId, END_REASONS.byUser);
    }
    return [];
  }

  async cancelSpotRequests(spotRequestIds: readonly string[]): Promise<readonly NotDone[]> {
    for (const id of spotRequestIds) this.#spotRequests.delete(id);
    return [];
  }

  async ownInstances(): Promise<readonly OwnInstance[]> {
    return this.instances().filter(({ state }) => state !== 'terminated');
  }

  async openSpotRequests(): Promise<readonly string[]> {
    return [...this.#spotRequests].flatMap(([id, state]) => (state === 'open' ? [id] : []));
  }

  /** A spot request that no instance fulfils, as EC2 may leave one behind. */
  leaveSpotRequestOpen(): string {
    const id = `sir-${this.#random.hex(8)}`;
    this.#spotRequests.set(id, 'open');
    return id;
  }

  async endReasons(instanceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return new Map(
      instanceIds.flatMap((id) => {
        const reason = this.#endReasons.get(id);
        return reason === undefined ? [] : [[id, reason] as const];
      }),
    );
  }

  /** Ends an instance, whoever asked: we, the machine itself (shutdown behaviour terminate), or EC2. */
  end(instanceId: string, reason: EndReason = END_REASONS.byEc2): void {
    const instance = this.#instances.get(instanceId);
    if (instance === undefined || instance.state === 'terminated') return;
    this.#keep({ ...instance, state: 'terminated' });
    this.#endReasons.set(instanceId, reason);
    this.#scheduler.after(REMEMBERED_SECONDS, () => this.#forget(instance));
    if (instance.spotRequestId !== undefined) this.#spotRequests.delete(instance.spotRequestId);
    this.#listeners.onEnd(instanceId);
    const detail = { 'instance-id': instanceId, state: 'terminated' };
    this.#tell({ 'detail-type': 'EC2 Instance State-change Notification', detail });
  }

  /** Takes a spot instance back: a warning now, the end two minutes later. */
  interrupt(instanceId: string): void {
    const detail = { 'instance-id': instanceId, 'instance-action': 'terminate' };
    this.#tell({ 'detail-type': 'EC2 Spot Instance Interruption Warning', detail });
    this.#noticed.add(instanceId);
    if (this.#instances.get(instanceId)?.state === 'running') this.#listeners.onNotice?.(instanceId);
    this.#scheduler.after(WARNING_SECONDS, () => this.end(instanceId, END_REASONS.takenBack));
  }

  /** Tells that a spot instance is more likely than others to be taken back: it may be, or not. */
  recommendRebalance(instanceId: string): void {
    const detail = { 'instance-id': instanceId };
    this.#tell({ 'detail-type': 'EC2 Instance Rebalance Recommendation', detail });
  }

  instances(): readonly OwnInstance[] {
    return [...this.#instances.values()];
  }

  /** The spot requests that are not closed, fulfilled or not. */
  unclosedSpotRequests(): readonly string[] {
    return [...this.#spotRequests.keys()];
  }

  #ofLaunch(launchId: string): OwnInstance[] {
    const ids = this.#byLaunch.get(launchId) ?? [];
    return ids.flatMap((id) => this.#instances.get(id) ?? []);
  }

  #start(launch: Launch, runner: RunnerSettings, random: SeededRandom): Instance {
    const instanceId = `i-0${random.hex(16)}`;
    const spotRequestId = `sir-${random.hex(8)}`;
    const isSpot = launch.market === 'Spot';
    const instance: OwnInstance = {
      instanceId,
      launchId: launch.id,
      runner: runner.name,
      state: 'pending',
      launchedAt: this.#scheduler.now(),
      bought: {
        type: runner.ec2.instanceTypes[0],
        zone: `${runner.ec2.region}${runner.ec2.zone}`,
        hourly: HOURLY,
      },
      ...(isSpot && { spotRequestId }),
    };
    this.#byLaunch.set(launch.id, [...(this.#byLaunch.get(launch.id) ?? []), instanceId]);
    this.#keep(instance);
    if (isSpot) this.#spotRequests.set(spotRequestId, 'active');
    this.#scheduler.after(this.#boots(), () => this.#boot(instanceId));
    return instance;
  }

  #boot(instanceId: string): void {
    const instance = this.#instances.get(instanceId);
    if (instance?.state !== 'pending') return;
    this.#keep({ ...instance, state: 'running' });
    this.#listeners.onBoot(instanceId);
    if (this.#noticed.has(instanceId)) this.#listeners.onNotice?.(instanceId);
  }

  #keep(instance: OwnInstance): void {
    this.#instances.set(instance.instanceId, instance);
    this.#listeners.onState?.(instance);
  }

  #forget({ instanceId, launchId }: Instance): void {
    this.#instances.delete(instanceId);
    this.#endReasons.delete(instanceId);
    this.#noticed.delete(instanceId);
    if (this.#ofLaunch(launchId).length === 0) this.#byLaunch.delete(launchId);
  }

  #tell(news: { 'detail-type': string; detail: object }): void {
    const time = isoTime(this.#scheduler.now());
    this.#listeners.onNews({ ...news, time } as InstanceNews);
  }
}
