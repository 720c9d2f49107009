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

/**
 * Rule 9: machines that nothing needs leave, though chance gives each a job now and then: no machine's places are unneeded,
 * beside a few, for twice as long as that is counted. Where nothing goes wrong, for what is on record may be wrong else.
 */
export const surplus: Check = ({ scenario, settings, world, report }) => {
  const since = new Map<string, UnixSeconds>();
  const look = (): void => {
    const now = world().clock.now();
    if (now < scenario.calmFrom + TRUE_AFTER) return;
    for (const runner of settings.runners) {
      const { name, machine } = runner;
      const from = since.get(name) ?? now;
      const most = 2 * Math.max(machine.idle.idleTime, COUNTED_FOR) + LAG;
      if (now - from > most)
        report(9, `places of ${name} were unneeded for ${Math.round(now - from)} s, of a machine at least`);
      if (unneeded(world(), runner) < machine.places + UNHEARD) since.delete(name);
      else since.set(name, from);
    }
  };
  return { onJob: look, onMachine: look, onMachineRemoved: look };
};

/** Free places without which there are enough for all jobs that wait or may come, and for IdleCount. */
function unneeded({ gitlab, table }: SimulatedWorld, runner: RunnerSettings): number {
  const own = [...table.machines.values()].filter((one) => one.runner === runner.name && takesJobs(one));
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
