import type { Settings } from '../../config/settings.ts';
import type { Machine } from '../../scaler/machine.ts';
import type { Instance, Log } from '../../scaler/ports.ts';
import type { UnixSeconds } from '../../scaler/time.ts';
import { type InstanceNews, SimulatedEc2 } from '../ec2.ts';
import { SimulatedGitLab } from '../gitlab/gitlab.ts';
import type { NewJob, SimulatedJob } from '../gitlab/model.ts';
import { gitlabPort } from '../gitlab/port.ts';
import { WaitingRunners } from '../gitlab/waiting-runners.ts';
import { type RegisterAnswer, SimulatedMachine } from '../machine.ts';
import { MemoryMetrics } from '../memory-metrics.ts';
import { MemoryTable } from '../memory-store.ts';
import { readRegistration } from '../registration.ts';
import { runnerCalls } from '../runner-calls.ts';
import { SeededRandom } from '../seeded-random.ts';
import { untilQuiet } from '../until-quiet.ts';
import { VirtualClock } from '../virtual-clock.ts';
import type { Carrier, PortCall } from './calls.ts';
import { deploy, type Functions } from './functions.ts';
import { Lambda, type Outcome } from './lambda.ts';
import { pause, reliably } from './latency.ts';
import { projectsOf } from './projects.ts';
import { TableStream } from './table-stream.ts';

/** Told of what happens, when it does: the world's clock says when that is. */
export interface Observer {
  /** The job has another status, or is new. */
  onJob?(job: SimulatedJob): void;
  /** The machine's record was written. */
  onMachine?(machine: Machine): void;
  /** The machine's record, as it was, was removed. */
  onMachineRemoved?(machine: Machine): void;
  /** EC2's instance has another state, or is new. */
  onInstance?(instance: Instance): void;
  /** A function calls a port. */
  onCall?(call: PortCall): void;
}

export interface WorldOptions {
  readonly settings: Settings;
  /** All that is random follows from it. */
  readonly seed: number;
  readonly start: UnixSeconds;
  readonly observer?: Observer;
  readonly log?: Log;
}

export interface SimulatedWorld {
  readonly clock: VirtualClock;
  readonly table: MemoryTable;
  readonly ec2: SimulatedEc2;
  readonly gitlab: SimulatedGitLab;
  readonly metrics: MemoryMetrics;
  readonly functions: Functions;
  /** Pushes a commit at that time, from now on: its jobs are created then. */
  push(at: UnixSeconds, projectId: number, jobs: readonly NewJob[]): void;
}

const TICK_SECONDS = 60;
/** Seconds that GitLab and EventBridge take to deliver an event. */
const DELIVERY_SECONDS = 0.5;
/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const EVENT_RETRIES = [60, 120];
const FORGET_EVERY = 3600;
/** Seconds after which ended jobs are forgotten by this world's GitLab, and by the table, as infra/table.yml has it. */
const GITLAB_REMEMBERS = 24 * 3600;
const TABLE_REMEMBERS = 7 * 24 * 3600;
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * The whole of bastionless in a world of its own, in which nothing happens but by its clock: the real handlers on the
 * table in memory and its stream, a simulated EC2 and GitLab, and the machines between them. The same options make the
 * same world, to the last call. Memory grows with what is active, and with what a day brings.
 */
export function createWorld(options: WorldOptions): SimulatedWorld {
  const { settings, seed, start, observer = {}, log = SILENT } = options;
  const clock = new VirtualClock(start, untilQuiet());
  const random = new SeededRandom(seed);
  const gitlab = new SimulatedGitLab({
    ...{ clock, random: random.fork('gitlab'), url: settings.gitlabUrl },
    apiToken: random.fork('api token').hex(20),
  });
  for (const project of projectsOf(settings)) gitlab.projects.add(project);
  const table = new MemoryTable();
  const metrics = new MemoryMetrics();
  const carrier = observed(reliably(clock), observer);
  const lambda = new Lambda({ scheduler: clock, random: random.fork('lambda'), log, carrier });

  const machines = new Map<string, SimulatedMachine>();
  const ec2: SimulatedEc2 = new SimulatedEc2(clock, random.fork('ec2'), {
    onBoot: (instanceId) => machines.set(instanceId, boot(instanceId)),
    onNews: (news) => deliverNews(clock, functions, news),
    onEnd: (instanceId) => {
      machines.get(instanceId)?.cut();
      machines.delete(instanceId);
    },
    onState: (instance) => observer.onInstance?.(instance),
  });
  const functions = deploy(lambda, {
    ...{ settings, table, ec2, gitlab: gitlabPort(gitlab), metrics },
    webhookSecret: random.fork('webhook secret').hex(32),
  });
  const boot = machineBooter({ clock, gitlab, ec2, functions });

  new TableStream(clock, table, (records) => functions.reconcile(records));
  gitlab.onWebhook((hook) =>
    clock.after(DELIVERY_SECONDS, async () => {
      await functions.webhook(hook);
    }),
  );
  every(clock, TICK_SECONDS, async () => {
    await functions.schedule();
  });
  every(clock, FORGET_EVERY, () => {
    gitlab.forgetEnded(clock.now() - GITLAB_REMEMBERS);
    table.forgetEnded(clock.now() - TABLE_REMEMBERS);
  });
  observe(observer, gitlab, table);

  const push: SimulatedWorld['push'] = (at, projectId, jobs) =>
    clock.after(at - clock.now(), () => void gitlab.pipelines.push(projectId, jobs));
  return { clock, table, ec2, gitlab, metrics, functions, push };
}

interface Around {
  readonly clock: VirtualClock;
  readonly gitlab: SimulatedGitLab;
  readonly ec2: SimulatedEc2;
  readonly functions: Functions;
}

function machineBooter({ clock, gitlab, ec2, functions }: Around): (instanceId: string) => SimulatedMachine {
  const waiting = new WaitingRunners(gitlab);
  const register = async (instanceId: string): Promise<RegisterAnswer> => {
    const answer = await functions.register(instanceId);
    if (answer === 'Later' || answer === 'Never') return answer;
    const { token, ...limits } = readRegistration(answer);
    return { gitlab: runnerCalls(gitlab, waiting, token), ...limits };
  };
  return (instanceId) =>
    new SimulatedMachine({
      scheduler: clock,
      register: () => register(instanceId),
      powerOff: () => ec2.end(instanceId),
    });
}

/** What EventBridge delivers, and again where the function failed. */
function deliverNews(clock: VirtualClock, functions: Functions, news: InstanceNews): void {
  const deliver = (): Promise<Outcome<void>> => functions.ec2Events(news);
  clock.after(DELIVERY_SECONDS, async () => {
    let outcome = await deliver();
    for (const seconds of EVENT_RETRIES) {
      if (outcome.kind === 'Answered') return;
      await pause(clock, seconds);
      outcome = await deliver();
    }
  });
}

function every(clock: VirtualClock, seconds: number, task: () => void | Promise<void>): void {
  clock.after(seconds, () => {
    every(clock, seconds, task);
    return task();
  });
}

function observed(carrier: Carrier, { onCall }: Observer): Carrier {
  if (onCall === undefined) return carrier;
  return (call, perform) => {
    onCall(call);
    return carrier(call, perform);
  };
}

function observe(observer: Observer, gitlab: SimulatedGitLab, table: MemoryTable): void {
  gitlab.onStatus((job) => observer.onJob?.(job));
  table.onWrite(({ record }) => record.kind === 'Machine' && observer.onMachine?.(record.machine));
  table.onRemove((record) => record.kind === 'Machine' && observer.onMachineRemoved?.(record.machine));
}
