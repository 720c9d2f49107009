import type { Settings } from '../../config/settings.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { untilQuiet } from '../clock/until-quiet.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { SimulatedWakeUps } from '../clock/wake-ups.ts';
import { type Between, bootsOf } from '../ec2/boots.ts';
import { BOOT_SECONDS, type SimulatedEc2 } from '../ec2/ec2.ts';
import { Deliveries, deliverBatch } from '../faults/deliveries.ts';
import { scarceEc2 } from '../faults/ec2-faults.ts';
import { oddly } from '../faults/odd-webhooks.ts';
import type { Dangers } from '../faults/port-faults.ts';
import type { Weather } from '../faults/weather.ts';
import { SimulatedGitLab } from '../gitlab/gitlab.ts';
import type { NewJob, PipelineSource } from '../gitlab/model.ts';
import { gitlabPort, type PortOf } from '../gitlab/port.ts';
import { MemoryMetrics } from '../memory/metrics.ts';
import { openMemoryStore } from '../memory/store.ts';
import { MemoryTable } from '../memory/table.ts';
import { SeededRandom } from '../seeded-random.ts';
import { betweenReads, dangersOf, type FaultOptions } from './dangers.ts';
import { createFleet } from './fleet.ts';
import { type Deploy, deploy, type Functions, SCALER } from './functions.ts';
import { GitLabUsers } from './gitlab-users.ts';
import type { Tamper } from './lambda.ts';
import { pause } from './latency.ts';
import { observedLambda } from './observed-lambda.ts';
import { type Observer, observe } from './observer.ts';
import { projectsOf } from './projects.ts';
import { type Deliver, TableStream } from './table-stream.ts';

interface WorldOptions {
  readonly settings: Settings;
  /** All that is random follows from it. */
  readonly seed: number;
  readonly start: UnixSeconds;
  readonly observer?: Observer;
  /** How long an instance takes from its request to its user data; none: as long as on AWS. */
  readonly bootSeconds?: Between;
  /** Without it nothing goes wrong. */
  readonly faults?: FaultOptions;
  /** Deliberate breaks, to see that they are found. */
  readonly sabotage?: Sabotage;
  /** Puts the functions into the world; none: the real handlers. */
  readonly deploy?: Deploy;
  /** GitLab as the functions call it; none: over the real client. */
  readonly portOf?: PortOf;
  /** Empty; none: one that keeps frozen copies. */
  readonly table?: MemoryTable;
  /** None: those that keep each wait. */
  readonly metrics?: MemoryMetrics;
  /** What this deployment is called. */
  readonly scaler?: string;
  /** The world of another deployment, whose time and GitLab it shares. */
  readonly beside?: SimulatedWorld;
}

export interface Sabotage {
  readonly tamper?: Tamper;
  /** What the functions take config.toml to say. */
  readonly settings?: (settings: Settings) => Settings;
}

export interface SimulatedWorld {
  readonly clock: VirtualClock;
  readonly table: MemoryTable;
  readonly ec2: SimulatedEc2;
  readonly gitlab: SimulatedGitLab;
  readonly metrics: MemoryMetrics;
  readonly functions: Functions;
  readonly scaler: string;
  readonly ground: Ground;
  /** Secrets, which may be seen only where they belong. */
  readonly secrets: readonly string[];
  /** Pushes a commit at that time, from now on: its jobs are created then. */
  push(at: UnixSeconds, projectId: number, jobs: readonly NewJob[], source?: PipelineSource): void;
}

/** What deployments on one GitLab share. */
interface Ground {
  readonly clock: VirtualClock;
  readonly gitlab: SimulatedGitLab;
  readonly users: GitLabUsers;
  readonly apiToken: string;
  readonly weather: Weather;
}

const TICK_SECONDS = 60;
const AUDIT_SECONDS = 300;
/** Seconds that GitLab takes to answer one request of ours. */
export const REQUEST_SECONDS = 0.1;
/** Seconds that GitLab takes to deliver a webhook. */
const DELIVERY_SECONDS = 0.5;
const FORGET_EVERY = 3600;
/** Seconds after which this world's GitLab forgets jobs that have ended; where nothing comes twice or late, nobody asks for them any more. */
const GITLAB_REMEMBERS = { dangerous: 24 * 3600, safe: 3600 };
/** And the table, as infra/table.yml has it. */
const TABLE_REMEMBERS = { dangerous: 7 * 24 * 3600, safe: 3600 };

/**
 * The whole of bastionless in a world of its own, where nothing happens except by its clock: the real handlers
 * on the table in memory and its stream, a simulated EC2 and GitLab, and the machines between them. The same
 * options make the same world, to the last call. Memory grows with what is active and with what one day brings.
 */
export function createWorld(options: WorldOptions): SimulatedWorld {
  const { settings, seed, observer = {}, sabotage = {}, scaler = SCALER, beside } = options;
  const random = new SeededRandom(seed);
  const ground = beside?.ground ?? groundOf(options, random);
  const { clock, gitlab, users, apiToken } = ground;
  const dangers = dangersOf(clock, seed, options.faults, observer, ground.weather);
  const { faults, weather, isSafe } = dangers;
  const webhookSecret = random.fork('webhook secret').hex(32);
  const { table = new MemoryTable(), metrics = new MemoryMetrics(), portOf = gitlabPort } = options;
  const lambda = observedLambda(observer, dangers, random.fork('lambda'), sabotage.tamper);

  const ec2 = createFleet({
    ...dangers,
    random: random.fork('ec2'),
    functions: () => functions,
    register: (instanceId, uptime) => users.register(() => functions.register(instanceId, uptime)),
    onInstance: (instance) => observer.onInstance?.(instance),
    onTerminate: (instanceId) => observer.onTerminate?.(instanceId),
    boots: bootsOf(random, options.bootSeconds ?? BOOT_SECONDS),
  });
  const functions: Functions = (options.deploy ?? deploy)(lambda, {
    ...{ scaler, table, metrics, webhookSecret, ec2: isSafe ? ec2 : scarceEc2(ec2, dangers) },
    settings: sabotage.settings?.(settings) ?? settings,
    gitlab: portOf(gitlab, () => pause(clock, REQUEST_SECONDS)),
    wakeUps: wakeUpsOf(table, dangers, observer),
    arriving: (hook) => oddly(faults, hook),
    betweenReads: isSafe ? undefined : () => betweenReads(dangers),
  });

  const isSplit = (): boolean => weather.has('partition split');
  const reconcile: Deliver = isSafe
    ? functions.reconcile
    : (records) => deliverBatch(dangers, () => functions.reconcile(records));
  new TableStream(clock, table, reconcile, isSplit);
  const webhooks = new Deliveries(clock, faults, 'webhook');
  gitlab.onTell((told) => {
    if (weather.has('GitLab down')) return;
    const where = `${told.job.status} of job ${told.job.id}`;
    webhooks.send(where, DELIVERY_SECONDS, functions.webhook(told));
  });
  every(clock, TICK_SECONDS, async () => {
    if (!weather.has('schedule silent')) await functions.schedule();
  });
  every(clock, AUDIT_SECONDS, async () => {
    if (!weather.has('schedule silent')) await functions.audit();
  });
  every(clock, FORGET_EVERY, () => {
    const danger = isSafe ? 'safe' : 'dangerous';
    gitlab.forgetEnded(clock.now() - GITLAB_REMEMBERS[danger]);
    table.forgetEnded(clock.now() - TABLE_REMEMBERS[danger]);
  });
  observe(observer, gitlab, table);
  users.onCancel((jobId) => observer.onUserCancel?.(jobId));

  const push: SimulatedWorld['push'] = (at, projectId, jobs, source) =>
    clock.after(at - clock.now(), () => users.push(projectId, jobs, source));
  const secrets = [apiToken, webhookSecret];
  return { clock, table, ec2, gitlab, metrics, functions, scaler, ground, secrets, push };
}

function groundOf(
  { settings, seed, start, faults, observer = {} }: WorldOptions,
  random: SeededRandom,
): Ground {
  const clock = new VirtualClock(start, untilQuiet());
  const apiToken = random.fork('api token').hex(20);
  const gitlab = new SimulatedGitLab({
    ...{ clock, random: random.fork('gitlab'), apiToken, url: settings.gitlabUrl },
  });
  for (const project of projectsOf(settings)) gitlab.projects.add(project);
  const dangers = dangersOf(clock, seed, faults, observer);
  const users = new GitLabUsers(gitlab, dangers);
  return { clock, gitlab, users, apiToken, weather: dangers.weather };
}

function wakeUpsOf(table: MemoryTable, { scheduler, faults }: Dangers, observer: Observer): SimulatedWakeUps {
  const deliveries = new Deliveries(scheduler, faults, 'wake-up');
  const inbox = openMemoryStore({ table, writer: 'schedule' });
  return new SimulatedWakeUps(scheduler, (at, waited) => {
    observer.onWakeUp?.(waited);
    deliveries.send(`wake-up at ${at}`, 0, () => inbox.recordTick(at));
  });
}

function every(clock: VirtualClock, seconds: number, task: () => void | Promise<void>): void {
  clock.after(seconds, () => {
    every(clock, seconds, task);
    return task();
  });
}
