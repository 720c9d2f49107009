import type { RunnerSettings } from '../../config/settings.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { LaunchError, Launched } from '../ports/ec2.ts';
import type { World } from '../ports/world.ts';
import type { Launch } from '../state/launches/launch.ts';
import type { Instance } from '../state/machines/instance.ts';
import { created } from '../state/machines/transitions.ts';
import { describeErrors, isNoCapacity, refusalOf } from './refusal.ts';

const WRITES_AT_ONCE = 10;
/** A launch that made nothing is asked for again after a while, whether EC2 says why or not. */
const NO_REASON: LaunchError = { code: 'Unknown', message: 'EC2 made no machine, and gave no reason' };

type Recording = Pick<World, 'store' | 'clock' | 'log' | 'metrics'>;

/**
 * Records what EC2 answered: the machines, and if there are fewer than asked for, why. Answers with how many to buy
 * on demand instead; of those nothing is on record yet but the launch, unchanged.
 */
export async function recordLaunched(
  world: Recording,
  launch: Launch,
  runner: RunnerSettings,
  { instances, errors: told }: Launched,
): Promise<number> {
  await recordMachines(world, launch, runner.machine.namePattern, instances);
  const errors = instances.length + told.length === 0 ? [NO_REASON] : told;
  const missing = launch.count - instances.length;
  // A fleet tells of each place that had none, whether another had enough or not.
  const isDone = missing <= 0 || errors.length === 0;
  if (!isDone && mayFallBack(launch, runner, errors)) return missing;
  if (isDone) await world.store.closeLaunch(launch);
  else await recordRefusal(world, launch, instances.length, errors);
  return 0;
}

/** Records the machines that EC2 has made. */
export async function recordMachines(
  { store, clock, metrics }: Recording,
  launch: Launch,
  namePattern: string,
  instances: readonly Instance[],
): Promise<void> {
  const { runner, count, ahead = 0 } = launch;
  const record = (instance: Instance, place: number) =>
    store.machines.create(created(instance, launch, namePattern, clock.now(), place >= count - ahead));
  await mapConcurrently(instances, record, WRITES_AT_ONCE);
  if (instances.length > 0) metrics.count('MachinesLaunched', { runner }, instances.length);

  const madeAhead = Math.max(0, instances.length - (count - ahead));
  if (madeAhead > 0) metrics.count('MachinesAhead', { runner }, madeAhead);
}

/** Machines on demand help where spot capacity is short, not where the settings are wrong. */
function mayFallBack({ market }: Launch, { ec2 }: RunnerSettings, errors: readonly LaunchError[]): boolean {
  const isAllowed = ec2.market.kind === 'Spot' && ec2.market.onDemandFallback;
  return isAllowed && market === 'Spot' && errors.some(isNoCapacity);
}

async function recordRefusal(
  { store, clock, log, metrics }: Recording,
  launch: Launch,
  got: number,
  errors: readonly LaunchError[],
): Promise<void> {
  const { runner, count, market } = launch;
  const kind = refusalOf(errors);
  const reason = describeErrors(errors);
  const fields = { runner, market, asked: count, got, reason };
  if (kind === 'Misconfigured') log.error('EC2 refuses the settings of a runner', fields);
  else log.warn('EC2 could not launch all machines', fields);
  metrics.count('LaunchesRefused', { runner, reason });
  const refused = got > 0 ? 1 : (launch.refused ?? 0) + 1;
  await store.replaceLaunch({ ...launch, refused, outcome: { kind, at: clock.now(), reason } });
}
