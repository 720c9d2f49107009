import type { Machine } from '../state/machines/machine.ts';
import { isNameOf } from '../state/machines/machine-name.ts';
import { unreadInstances } from '../state/state.ts';
import type { Rule } from './finding.ts';

/** Runners of ours in GitLab that no machine uses: left by a registration or a removal that was cut short. */
export const orphanRunners: Rule = ({ runners = [] }, state) => {
  const byName = new Map(state.machines.map((machine) => [machine.name, machine]));
  const unread = unreadInstances(state);
  return runners.flatMap((runner) => {
    if (unread.some((instanceId) => isNameOf(runner.machine, instanceId))) return [];
    const reason = whyOrphan(runner.id, byName.get(runner.machine));
    return reason === undefined ? [] : [{ kind: 'OrphanRunner', runner, reason } as const];
  });
};

/** A machine that is Creating may be registering just now. */
function whyOrphan(id: number, machine: Machine | undefined): string | undefined {
  if (machine === undefined) return 'its machine is on no record';
  if (machine.state === 'Creating' || machine.runnerId === id) return undefined;
  return machine.runnerId === undefined
    ? 'its machine never registered, and leaves'
    : `its machine has runner ${machine.runnerId}`;
}
