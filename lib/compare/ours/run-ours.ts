import type { Settings } from '../../config/settings.ts';
import type { Instance } from '../../scaler/state/machines/instance.ts';
import type { Between } from '../../simulation/ec2/boots.ts';
import { type SpotLifetime, UNINTERRUPTED, whenLifetimeEnds } from '../../simulation/ec2/interruptions.ts';
import type { NewJob } from '../../simulation/gitlab/model.ts';
import type { PortOf } from '../../simulation/gitlab/port.ts';
import { portWithoutBodies } from '../../simulation/gitlab/port-without-bodies.ts';
import { SummedMetrics } from '../../simulation/memory/metrics.ts';
import { MemoryTable } from '../../simulation/memory/table.ts';
import type { Deploy } from '../../simulation/world/functions.ts';
import { deployWithoutBodies } from '../../simulation/world/without-bodies.ts';
import { createWorld, type SimulatedWorld } from '../../simulation/world/world.ts';
import type { Prices } from '../prices/prices.ts';
import { Ledger } from '../report/ledger.ts';
import { type Simulated, simulated } from '../report/result.ts';
import { type Progress, run } from '../run.ts';
import { Feed } from '../workloads/feed.ts';
import type { Workload, WorkloadPipeline } from '../workloads/workload.ts';
import { Bookkeeper } from './bookkeeper.ts';
import { ServerlessMeter } from './serverless-meter.ts';
import { WorkloadProjects } from './workload-projects.ts';

interface OurOptions {
  readonly settings: Settings;
  readonly workload: Workload;
  readonly seed: number;
  readonly prices: Prices;
  readonly bootSeconds?: Between;
  /** None: nothing is interrupted. */
  readonly lifetime?: SpotLifetime;
  /** None: without the bodies of requests. */
  readonly deploy?: Deploy;
  readonly portOf?: PortOf;
  /** None: one that copies nothing. */
  readonly table?: MemoryTable;
  readonly onProgress?: Progress | undefined;
}

/**
 * Runs the workload on bastionless: its real functions, without the bodies of requests, in a world where nothing goes wrong
 * except that EC2 takes machines.
 */
export async function runOurs(options: OurOptions): Promise<Simulated> {
  const { settings, workload, seed, prices, bootSeconds, lifetime = UNINTERRUPTED, onProgress } = options;
  const { deploy = deployWithoutBodies, portOf = portWithoutBodies } = options;
  const { table = new MemoryTable((record) => record) } = options;
  const { start, end } = workload;
  const ledger = new Ledger(start, end, settings);
  const meter = new ServerlessMeter();
  const books = new Bookkeeper({
    ...{ ledger, settings, clock: () => world.clock },
    isLater: (job) => world.gitlab.pipelines.of(job).stages[0] !== job.stage,
  });
  const world: SimulatedWorld = createWorld({
    ...{ settings, seed, start, deploy, portOf, table, metrics: new SummedMetrics() },
    ...(bootSeconds !== undefined && { bootSeconds }),
    observer: {
      onJob: (job) => books.onJob(job),
      onInstance: (instance) => {
        books.onInstance(instance);
        if (instance.state === 'running') mayInterrupt(world, instance, lifetime);
      },
      onMachine: (machine) => books.onMachine(machine),
      onMachineRemoved: (machine) => books.onMachineRemoved(machine),
      onWakeUp: (waited) => meter.woken(waited),
      onInvocation: (name) => meter.invoked(name),
      onCall: (call) => meter.called(call, world.table),
      onLog: () => meter.logged(),
    },
  });
  const { clock } = world;
  const projects = new WorkloadProjects(world.gitlab, settings);
  const feed = new Feed(clock, workload, (pipeline) =>
    world.push(clock.now(), projects.idFor(pipeline), newJobs(pipeline)),
  );
  await run({ clock, workload, feed, ledger, onProgress });
  meter.watched(clock.now() - start);
  return simulated({ ledger, serverless: meter.use }, prices);
}

/** EC2 warns, and takes the machine two minutes later; our functions do the rest. */
function mayInterrupt({ clock, ec2 }: SimulatedWorld, instance: Instance, lifetime: SpotLifetime): void {
  const { instanceId, spotRequestId } = instance;
  if (spotRequestId === undefined) return;
  const isThere = () =>
    ec2.instances().some((one) => one.instanceId === instanceId && one.state === 'running');
  whenLifetimeEnds(clock, lifetime(instanceId), isThere, () => ec2.interrupt(instanceId));
}

function newJobs({ stages }: WorkloadPipeline): NewJob[] {
  return stages.flatMap(({ name: stage, jobs }) =>
    jobs.map(({ name, duration, kind: { tags }, fate }) => ({
      ...{ stage, name, duration, tags },
      ...{ isManual: fate === 'Manual', fails: fate === 'Fails' },
    })),
  );
}
