import { type IdleMachine, RUNNER_DELETED } from '../state/machines/machine.ts';
import type { Rule } from './finding.ts';

/**
 * Machines that may have no runner any more, since GitLab does not list theirs: where somebody deleted it, gitlab-runner asks on
 * in vain, until its wait-timeout. One that runs a job finishes it first.
 */
export const deletedRunners: Rule = ({ runners }, { machines }) => {
  if (runners === undefined) return [];
  const listed = new Set(runners.map(({ id }) => id));
  return machines
    .filter((machine): machine is IdleMachine => machine.state === 'Idle' && machine.fate === undefined)
    .filter(({ runnerId }) => !listed.has(runnerId))
    .map((machine) => ({ kind: 'DeletedRunner', machine, reason: RUNNER_DELETED }));
};
