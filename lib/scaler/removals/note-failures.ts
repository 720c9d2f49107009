import { attempt } from '../calls/attempt.ts';
import { backOff } from '../calls/back-off.ts';
import type { World } from '../ports/world.ts';
import { type Setback, setBack } from '../state/launches/setback.ts';
import type { RemovingMachine } from '../state/machines/machine.ts';
import type { Known } from './known.ts';

/** Seconds that the next launch waits: with the random part, ten seconds at first and a quarter of an hour at last. */
const WAIT = { first: 10, longest: 600 };
/** How EC2 says that it took a spot instance back: no fault of the machine's. */
const TAKEN_BACK = /^Server\.Spot/;

type Noting = Pick<World, 'store' | 'ec2' | 'clock' | 'random' | 'log' | 'metrics'>;

interface Failed {
  readonly machine: RemovingMachine;
  readonly reason: string;
}

/**
 * Puts on record that machines left before they had run a job, and counts them, before their own records go: each once.
 * Answers with the machines of which that is done, or of which there is nothing to say.
 */
export async function noteFailures(
  world: Noting,
  known: Known,
  machines: readonly RemovingMachine[],
): Promise<readonly RemovingMachine[]> {
  const suspects = machines.filter(({ failure, builds }) => failure !== undefined && builds === 0);
  const reasons = await endReasons(world, suspects);
  const failed = suspects.flatMap((machine): Failed[] => {
    const { instanceId, lastWords, failure = '' } = machine;
    const reason = lastWords?.reason ?? reasons.get(instanceId) ?? failure;
    return TAKEN_BACK.test(reason) ? [] : [{ machine, reason }];
  });
  const unnoted = new Set<RemovingMachine>();
  for (const [runner, own] of Map.groupBy(failed, ({ machine }) => machine.runner)) {
    if (await note(world, known, runner, own)) continue;
    for (const { machine } of own) unnoted.add(machine);
  }
  return machines.filter((machine) => !unnoted.has(machine));
}

/** What EC2 says of those that it ended, for as long as it knows. */
async function endReasons(
  { ec2, log }: Noting,
  suspects: readonly RemovingMachine[],
): Promise<ReadonlyMap<string, string>> {
  const ids = suspects.filter(({ fate }) => fate?.kind === 'Gone').map(({ instanceId }) => instanceId);
  if (ids.length === 0) return new Map();
  const told = await attempt(log, 'asking why instances ended', {}, () => ec2.endReasons(ids));
  return told ?? new Map();
}

async function note(
  world: Noting,
  { settings, setbacks = [] }: Known,
  name: string,
  failed: readonly Failed[],
): Promise<boolean> {
  const { store, clock, random, log, metrics } = world;
  const runner = settings.runners.find((one) => one.name === name);
  if (runner === undefined) return true;
  const before = setbacks.find((setback) => setback.runner === name);
  const after = failed.reduce<Setback | undefined>((setback, { machine, reason }) => {
    const { instanceId, launchedAt } = machine;
    const waitSeconds = (waits: number) => backOff(waits, random, WAIT);
    return setBack(setback, runner, { instanceId, launchedAt, reason }, clock.now(), waitSeconds);
  }, before);
  if (after === undefined || after === before) return true;
  const fields = { runner: name, failed: after.failed, reason: after.reason };
  const isNoted = await attempt(log, 'noting machines that failed', fields, () => store.recordSetback(after));
  if (!isNoted) return false;
  for (const { machine, reason } of failed) {
    if (before?.counted.includes(machine.instanceId)) continue;
    log.warn('a machine left before it had run a job', { machine: machine.name, runner: name, reason });
    metrics.count('MachinesFailed', { runner: name, reason });
  }
  return true;
}
