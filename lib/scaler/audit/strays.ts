import type { Rule } from './finding.ts';

/** A launch records its instances within this many seconds, or has been given up. */
const UNRECORDED_FOR = 600;
const ENDING = ['shutting-down', 'terminated'];
/** Of the instance's id, at the end of the machine's name: see machineName. */
const DIGITS_IN_NAME = 8;

/**
 * Instances of ours without a record: nobody else would ever remove them. They are judged only together with
 * GitLab's runners, because a runner may show that such an instance runs a job.
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
