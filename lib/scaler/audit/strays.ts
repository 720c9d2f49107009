import type { Rule } from './finding.ts';

/** Seconds that a launch may take to put its instances on record: after these it has been given up. */
const UNRECORDED_FOR = 600;
const ENDING = ['shutting-down', 'terminated'];
/** Of the instance's id, at the end of the machine's name: see machineName. */
const DIGITS_IN_NAME = 8;

/**
 * Instances of ours that no record knows, which nobody would ever remove. Only together with GitLab's runners: one of
 * them may show that the instance runs a job all the same.
 */
export const strays: Rule = ({ instances = [], runners }, { machines, launches }, now) => {
  if (runners === undefined) return [];
  const known = new Set(machines.map(({ instanceId }) => instanceId));
  const awaited = new Set(launches.flatMap(({ id, outcome }) => (outcome.kind === 'Unknown' ? [id] : [])));
  return instances
    .filter(({ instanceId, launchId }) => !known.has(instanceId) && !awaited.has(launchId))
    .filter(({ state, launchedAt }) => !ENDING.includes(state) && now - launchedAt > UNRECORDED_FOR)
    .map((instance) => {
      const digits = instance.instanceId.slice(-DIGITS_IN_NAME);
      const runner = runners.find(({ machine }) => machine.endsWith(digits));
      const reason = `it is ${instance.state} since ${Math.floor(now - instance.launchedAt)} s and on no record`;
      return { kind: 'Stray', instance, reason, ...(runner && { runnerId: runner.id }) };
    });
};
