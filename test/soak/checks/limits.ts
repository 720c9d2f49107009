import type { MachineSettings, RunnerSettings } from '../../../lib/config/settings.ts';
import type { Machine } from '../../../lib/scaler/state/machines/machine.ts';
import type { Check } from './breach.ts';
import { INEXACT } from './passings.ts';

/**
 * Rule 1: `limit` and, by places, `concurrent` hold, over the instances that run or will, and over the records; and
 * MaxGrowthRate over those that are Creating.
 */
export const limits: Check = ({ settings, world, report }) => {
  const bounds = boundsOf(settings.runners);
  const places = new Map(settings.runners.map(({ name, machine }) => [name, machine.places]));
  const compare = (things: string, of: readonly { readonly runner: string }[]): void => {
    const jobs = of.reduce((sum, { runner }) => sum + (places.get(runner) ?? 1), 0);
    if (jobs > settings.concurrent) {
      report(1, `there are ${things} for ${jobs} jobs, and concurrent is ${settings.concurrent}`);
    }
    for (const { name, limit, names } of bounds) {
      const own = of.filter(({ runner }) => names.includes(runner)).length;
      if (limit > 0 && own > limit)
        report(1, `there are ${own} ${things} of ${name}, and its limit is ${limit}`);
    }
  };
  /** What EC2 takes leaves, as does what does not register in time; that is put on record only when another is launched for it. */
  const mayBecomeIdle = ({ state, since, fate }: Machine, own: MachineSettings | undefined): boolean =>
    state === 'Creating' &&
    fate === undefined &&
    world().clock.now() - since < (own?.bootTimeout ?? 0) - INEXACT;
  return {
    onInstance: ({ state }) => {
      if (state !== 'pending') return;
      compare('instances', world().ec2.instances().filter(isUp));
    },
    onMachine: ({ state, runner }) => {
      if (state !== 'Creating') return;
      // A call that comes late may put a machine on record that has ended meanwhile: that is for the audit.
      const { ec2, table } = world();
      const there = new Set(
        ec2.instances().flatMap((one) => (one.state === 'terminated' ? [] : [one.instanceId])),
      );
      const machines = [...table.machines.values()].filter(({ instanceId }) => there.has(instanceId));
      compare('machines', machines);
      const own = settings.runners.find(({ name }) => name === runner)?.machine;
      const creating = machines.filter((one) => one.runner === runner && mayBecomeIdle(one, own)).length;
      if (own !== undefined && own.maxGrowthRate > 0 && creating > own.maxGrowthRate)
        report(1, `${creating} machines of ${runner} are Creating, of ${own.maxGrowthRate} by MaxGrowthRate`);
    },
  };
};

/** Of each runner by itself, and of each entry with its sizes. */
function boundsOf(runners: readonly RunnerSettings[]) {
  const entries = Map.groupBy(runners, ({ entry }) => entry.name);
  return [
    ...runners.map(({ name, limit }) => ({ name, limit, names: [name] })),
    ...[...entries].map(([name, own]) => ({
      name: `${name} and its sizes`,
      limit: own[0]?.entry.limit ?? 0,
      names: own.map((runner) => runner.name),
    })),
  ];
}

export const isUp = ({ state }: { readonly state: string }): boolean =>
  state === 'pending' || state === 'running';
