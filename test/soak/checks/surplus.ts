import type { RunnerSettings } from '../../../lib/config/settings.ts';
import type { Machine } from '../../../lib/scaler/state/machines/machine.ts';
import { placesOf } from '../../../lib/scaler/state/places.ts';
import { sumOf } from '../../../lib/scaler/state/sum.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import { isHandedOut } from '../../../lib/simulation/gitlab/model.ts';
import type { SimulatedWorld } from '../../../lib/simulation/world/world.ts';
import { mayServe } from '../scenario/hopeless.ts';
import type { Check } from './breach.ts';

/** Seconds after the last fault in which what is on record of the machines comes to be true. */
const TRUE_AFTER = 600;
/** Seconds for which it is counted how many are too many, at the least: from some time on, and then once more. */
const COUNTED_FOR = 600;
/** Seconds until the next look at the end of each count, and until what is decided is on record. */
const LAG = 180;
/** Jobs that seem to wait or run while others have begun or ended already: their webhooks are under way. */
const UNHEARD = 2;

/** Of a runner, as it was at the last look. */
interface Seen {
  /** Since when one place was unneeded, two, three and so on. */
  readonly since: readonly UnixSeconds[];
  /** The places of machines that take jobs, by the instance. */
  readonly places: ReadonlyMap<string, number>;
}

/**
 * Rule 9: machines that nothing needs leave, though chance gives each a job now and then: no machine's places are unneeded,
 * beside a few, for twice as long as that is counted. Where nothing goes wrong, for what is on record may be wrong else.
 */
export const surplus: Check = ({ scenario, settings, world, report }) => {
  const seen = new Map<string, Seen>();
  const look = (): void => {
    const now = world().clock.now();
    if (now < scenario.calmFrom + TRUE_AFTER) return;
    for (const runner of settings.runners) {
      const { name, machine } = runner;
      const before = seen.get(name) ?? { since: [], places: new Map() };
      const from = before.since[machine.places + UNHEARD - 1] ?? now;
      const most = 2 * Math.max(machine.idle.idleTime, COUNTED_FOR) + LAG;
      if (now - from > most)
        report(9, `places of ${name} were unneeded for ${Math.round(now - from)} s, of a machine at least`);
      seen.set(name, seenOf(world(), runner, before, now));
    }
  };
  return { onJob: look, onMachine: look, onMachineRemoved: look };
};

/** What has left was unneeded the longest: those that stay, for as long as they were so beside it. */
function seenOf(world: SimulatedWorld, runner: RunnerSettings, before: Seen, now: UnixSeconds): Seen {
  const own = [...world.table.machines.values()].filter(
    (one) => one.runner === runner.name && takesJobs(one),
  );
  const places = new Map(own.map((machine) => [machine.instanceId, placesOf(machine)]));
  const left = sumOf([...before.places], ([id, count]) => (places.has(id) ? 0 : count));
  const since = before.since.slice(left);
  const count = Math.max(0, unneeded(world, runner, own));
  return { places, since: Array.from({ length: count }, (_, place) => since[place] ?? now) };
}

/** Free places without which there are enough for all jobs that wait or may come, and for IdleCount. */
function unneeded({ gitlab }: SimulatedWorld, runner: RunnerSettings, own: readonly Machine[]): number {
  if (own.length < 2) return 0;
  const free = sumOf(own, (machine) => freeOf(machine, runner.machine.maxBuilds, gitlab));
  const wanted = gitlab.jobs
    .all()
    .filter((job) => job.status === 'created' || (job.status === 'pending' && !isHandedOut(job)))
    .filter((job) => mayServe(runner, job, gitlab.projectOf(job)));
  return free - wanted.length - runner.machine.idle.idleCount;
}

const takesJobs = ({ state, isPaused, fate, kept }: Machine): boolean =>
  state !== 'Removing' && !isPaused && fate === undefined && kept === undefined;

function freeOf(machine: Machine, maxBuilds: number, gitlab: SimulatedWorld['gitlab']): number {
  const running = machine.runnerId === undefined ? 0 : gitlab.jobs.heldBy(machine.runnerId).length;
  const free = placesOf(machine) - running;
  return maxBuilds === 0 ? free : Math.min(free, Math.max(0, maxBuilds - machine.builds));
}
