import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import type { SimulatedJob } from '../../../lib/simulation/gitlab/model.ts';
import { type Check, isUndeletable } from './breach.ts';
import { isUp } from './limits.ts';

/** Seconds after which it is no longer on record that a machine departed. */
const FORGOTTEN_AFTER = 900;
/** Seconds without faults in which the audit has found a machine that ended without a word. */
const FOUND_WITHIN = 1200;

/** Rule 2: we never terminate a machine that runs a job, nor one that may be given one. Rule 3: what a machine had is gone before its record is, and that never comes back. */
export const removals: Check = ({ scenario, settings, world, report }) => {
  const runnerOf = new Map<string, number>();
  const removed = new Set<string>();
  const endedAt = new Map<string, UnixSeconds>();
  /**
   * Of a project that we may not read GitLab tells by its runner alone that a job runs, and not once people have deleted the
   * runner: not before it has begun, when GitLab gives it out anew without the machine, nor while it is canceling, of which
   * `RunnerJobExecutionStatusHelper` in GitLab's source takes no notice.
   */
  const isToBeKnown = (job: SimulatedJob): boolean => {
    const { gitlab } = world();
    if (gitlab.mayRead(job.projectId)) return true;
    return job.status === 'running' && gitlab.runners.all().some(({ id }) => id === job.runnerId);
  };
  return {
    onMachine: ({ name, instanceId, runnerId }) => {
      if (removed.has(instanceId)) report(3, `the record of ${name} came back`);
      if (runnerId !== undefined) runnerOf.set(instanceId, runnerId);
    },
    onInstance: ({ instanceId, state }) => {
      if (state === 'terminated') endedAt.set(instanceId, world().clock.now());
    },
    onInvocation: (called) => {
      if (called !== 'schedule') return;
      for (const { name, instanceId } of world().table.machines.values()) {
        const ended = endedAt.get(instanceId);
        const seconds = world().clock.now() - Math.max(ended ?? Number.POSITIVE_INFINITY, scenario.calmFrom);
        if (seconds > FOUND_WITHIN)
          report(
            3,
            `${name} is on record ${Math.round(seconds)} s after its instance ended and all went well`,
          );
      }
    },
    onTerminate: (instanceId) => {
      const runnerId = runnerOf.get(instanceId) ?? 0;
      const job = world().gitlab.jobs.heldBy(runnerId).find(isToBeKnown);
      const isThere = world()
        .ec2.instances()
        .some((one) => one.instanceId === instanceId && isUp(one));
      if (isThere && job !== undefined) report(2, `${instanceId} is terminated while it runs job ${job.id}`);
      if (isThere && world().gitlab.runners.find(runnerId)?.paused === false)
        report(2, `${instanceId} is terminated while GitLab may give it a job`);
    },
    onMachineRemoved: ({ name, instanceId, runnerId, spotRequestId }) => {
      removed.add(instanceId);
      const { ec2, gitlab } = world();
      const left: string[] = [];
      if (ec2.instances().some((one) => one.instanceId === instanceId && isUp(one))) left.push('instance');
      if (spotRequestId !== undefined && ec2.unclosedSpotRequests().includes(spotRequestId)) {
        left.push('spot request');
      }
      const runner = gitlab.runners.find(runnerId ?? 0);
      if (runner !== undefined && !isUndeletable(settings, runner)) left.push('runner');
      if (left.length > 0) report(3, `the record of ${name} was removed, and not its ${left.join(', ')}`);
    },
    atRest: () => {
      const { clock, table } = world();
      for (const { instanceId, at } of table.departed.all) {
        if (clock.now() - at > FORGOTTEN_AFTER)
          report(3, `it is still on record that ${instanceId} departed`);
      }
    },
  };
};
