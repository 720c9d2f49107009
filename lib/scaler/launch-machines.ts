import pMap from 'p-map';
import type { RunnerSettings, Settings } from '../config/settings.ts';
import { attempt } from './attempt.ts';
import { type Launch, REFUSED_FOR } from './launch.ts';
import type { PlannedLaunch } from './plan-launches.ts';
import type { Instance, LaunchError, Launched, World } from './ports.ts';
import type { UnixSeconds } from './time.ts';
import { created } from './transitions.ts';

/** EC2's limit for a ClientToken is 64 characters; a launch needs no more than it takes to be the only one. */
const ID_DIGITS = 32;
/** A launch whose outcome is unknown is asked after once this many seconds have passed: it may still be on its way. */
const ASK_AFTER = 20;
/** After this many seconds a launch that left no trace is dropped: what is needed is decided anew. */
const GIVE_UP_AFTER = 600;
const WRITES_AT_ONCE = 10;

type Launching = Pick<World, 'store' | 'ec2' | 'clock' | 'random' | 'log'>;

/** Puts the launch on record, then asks EC2 for it: a crash in between neither launches twice nor forgets. */
export async function launchMachines(world: Launching, planned: PlannedLaunch): Promise<void> {
  const { runner, count, reasons } = planned;
  const launch: Launch = {
    id: world.random.hex(ID_DIGITS),
    runner: runner.name,
    count,
    reason: reasons.join('; '),
    at: world.clock.now(),
    outcome: { kind: 'Unknown' },
    revision: 0,
  };
  world.log.info('launching machines', { runner: runner.name, count, reasons, launch: launch.id });
  await attempt(world.log, 'launching machines', { runner: runner.name, launch: launch.id }, async () => {
    if (!(await world.store.openLaunch(launch))) return;
    await recordLaunched(world, launch, runner, await world.ec2.launch(launch, runner));
  });
}

/** Finds out what came of the launches of which that was not known, and drops refusals that are over. */
export async function finishLaunches(
  world: Launching,
  launches: readonly Launch[],
  settings: Settings,
): Promise<void> {
  const now = world.clock.now();
  for (const launch of launches) {
    if (!isDue(launch, now)) continue;
    const runner = settings.runners.find(({ name }) => name === launch.runner);
    const fields = { runner: launch.runner, launch: launch.id };
    await attempt(world.log, 'finishing a launch', fields, async () => {
      if (launch.outcome.kind === 'Refused' || runner === undefined) return world.store.closeLaunch(launch);
      return finishLaunch(world, launch, runner, now);
    });
  }
}

function isDue({ at, outcome }: Launch, now: UnixSeconds): boolean {
  return outcome.kind === 'Unknown' ? now - at >= ASK_AFTER : now - outcome.at >= REFUSED_FOR;
}

async function finishLaunch(
  world: Launching,
  launch: Launch,
  runner: RunnerSettings,
  now: UnixSeconds,
): Promise<void> {
  const instances = await world.ec2.instancesOf(launch.id);
  if (instances.length > 0) return recordLaunched(world, launch, runner, { instances, errors: [] });
  if (now - launch.at >= GIVE_UP_AFTER) return void (await world.store.closeLaunch(launch));
  await recordLaunched(world, launch, runner, await world.ec2.launch(launch, runner));
}

async function recordLaunched(
  { store, clock, log }: Launching,
  launch: Launch,
  runner: RunnerSettings,
  { instances, errors }: Launched,
): Promise<void> {
  const record = (instance: Instance) =>
    store.machines.create(created(instance, launch, runner.machine.namePattern));
  await pMap(instances, record, { concurrency: WRITES_AT_ONCE });
  if (errors.length === 0) return void (await store.closeLaunch(launch));
  const reason = describe(errors);
  log.warn('EC2 refused machines', {
    runner: runner.name,
    asked: launch.count,
    got: instances.length,
    reason,
  });
  await store.replaceLaunch({ ...launch, outcome: { kind: 'Refused', at: clock.now(), reason } });
}

function describe(errors: readonly LaunchError[]): string {
  return [...new Set(errors.map(({ code, message }) => `${code}: ${message}`))].join('; ');
}
