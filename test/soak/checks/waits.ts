import type { SimulatedJob } from '../../../lib/simulation/gitlab/model.ts';
import { mayServe } from '../scenario/hopeless.ts';
import { lastSettings } from '../scenario/scenario.ts';
import type { Check } from './breach.ts';

/** GitLab's words for a job that it fails since no runner is online, and since one was and did not take it for a day. */
const GIVEN_UP = /^stuck_pending_/;
/** And for one that an instance runner would take, had the project minutes left: runners of all of GitLab do not count then. */
const OUT_OF_MINUTES = 'ci_quota_exceeded';

/** Rule 4: GitLab gives up no job that waits for us. A job that it gives to none of our machines it may. */
export const waits: Check = ({ scenario, settings, world, report }) => {
  const { switchedOn } = scenario;
  const { runners } = lastSettings(settings, scenario);
  const isOurs = (job: SimulatedJob): boolean => {
    const counting =
      job.failureReason === OUT_OF_MINUTES
        ? runners.filter(({ scope }) => scope.kind !== 'Instance')
        : runners;
    return counting.some((runner) => mayServe(runner, job, world().gitlab.projectOf(job)));
  };
  return {
    atRest: () => {
      for (const job of world().gitlab.jobs.all()) {
        const { id, failureReason = '' } = job;
        const isGivenUp = GIVEN_UP.test(failureReason) || failureReason === OUT_OF_MINUTES;
        // Of this project they were not ours before: they may have waited for long then.
        if (isGivenUp && job.projectId !== switchedOn?.projectId && isOurs(job))
          report(4, `job ${id} failed while it waited for a machine: ${failureReason}`);
      }
    },
  };
};
