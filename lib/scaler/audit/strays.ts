import { duration } from '../plan/duration.ts';
import { isNameOf } from '../state/machines/machine-name.ts';
import { unreadInstances } from '../state/state.ts';
import type { Rule } from './finding.ts';

/** A launch records its instances within this many seconds, or has been given up. */
const UNRECORDED_FOR = 600;
const ENDING = ['shutting-down', 'terminated'];

/**
 * Instances of ours without a record: nobody else would ever remove them. They are judged only together with
 * GitLab's runners, because a runner may show that such an instance runs a job.
 */
export const strays: Rule = ({ instances = [], runners }, state, now) => {
  if (runners === undefined) return [];
  const { machines, launches } = state;
  const known = new Set([...machines.map(({ instanceId }) => instanceId), ...unreadInstances(state)]);
  const awaited = new Set(launches.flatMap(({ id, outcome }) => (outcome.kind === 'Unknown' ? [id] : [])));
  return instances
    .filter(({ instanceId, launchId }) => !known.has(instanceId) && !awaited.has(launchId))
    .filter(({ state, launchedAt }) => !ENDING.includes(state) && now - launchedAt > UNRECORDED_FOR)
    .map((instance) => {
      const runner = runners.find(({ machine }) => isNameOf(machine, instance.instanceId));
      const reason = `it has been ${instance.state} for ${duration(Math.floor(now - instance.launchedAt))}, and is on no record`;
      return { kind: 'Stray', instance, reason, ...(runner && { runnerId: runner.id }) };
    });
};
