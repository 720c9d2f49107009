import type { Check } from './breach.ts';

/** Rule 1: `limit` and `concurrent` hold, over the instances that run or will, and over the records. */
export const limits: Check = ({ settings, world, report }) => {
  const compare = (things: string, of: readonly { readonly runner: string }[]): void => {
    if (of.length > settings.concurrent) {
      report(1, `there are ${of.length} ${things}, and concurrent is ${settings.concurrent}`);
    }
    for (const { name, limit } of settings.runners) {
      const own = of.filter(({ runner }) => runner === name).length;
      if (limit > 0 && own > limit)
        report(1, `there are ${own} ${things} of ${name}, and its limit is ${limit}`);
    }
  };
  return {
    onInstance: ({ state }) => {
      if (state !== 'pending') return;
      compare('instances', world().ec2.instances().filter(isUp));
    },
    onMachine: ({ state }) => {
      if (state === 'Creating') compare('machines', [...world().table.machines.values()]);
    },
  };
};

export const isUp = ({ state }: { readonly state: string }): boolean =>
  state === 'pending' || state === 'running';
