import { hasEnded } from '../state/machines/instance.ts';
import type { Rule } from './finding.ts';

/** For this many seconds EC2 may not yet show an instance that it has made. */
const UNSEEN_FOR = 120;

/** Records whose instance ended, or disappeared, without an event. */
export const vanished: Rule = ({ instances }, { machines }, now) => {
  if (instances === undefined) return [];
  const states = new Map(instances.map(({ instanceId, state }) => [instanceId, state]));
  return machines
    .filter(({ fate, since }) => fate?.kind !== 'Gone' && now - since > UNSEEN_FOR)
    .flatMap((machine) => {
      const state = states.get(machine.instanceId) ?? 'missing';
      const isThere = state !== 'missing' && !hasEnded(state);
      return isThere ? [] : [{ kind: 'Vanished', machine, reason: state } as const];
    });
};
