import type { Job } from '../../../lib/scaler/state/job.ts';
import type { PassedOver } from '../../../lib/scaler/state/passed-over.ts';
import type { SimulatedJob } from '../../../lib/simulation/gitlab/model.ts';
import { mayServe } from '../scenario/hopeless.ts';
import type { Check } from './breach.ts';

/** Seconds for which what people have just changed in GitLab may be unknown to those who judge by what was before. */
const CHANGED_LATELY = 600;

/** Rule 4: only a job that GitLab gives to none of a runner's machines is passed over. */
export const passings: Check = ({ scenario, settings, world, report }) => {
  const changedAt = scenario.switchedOn?.at ?? Number.POSITIVE_INFINITY;
  const waits = (job: SimulatedJob | undefined): job is SimulatedJob =>
    job?.status === 'pending' && job.runnerId === undefined;
  return {
    onCall: ({ port, method, args: [first] }) => {
      if (port !== 'store' || method !== 'replaceJob') return;
      const { clock, gitlab, table } = world();
      const { id, passedOver } = first as Job;
      const job = gitlab.jobs.find(id);
      if (passedOver === undefined || !waits(job) || Math.abs(clock.now() - changedAt) < CHANGED_LATELY)
        return;
      for (const { runner } of newIn(passedOver, table.jobs.get(id)?.passedOver)) {
        const own = settings.runners.find(({ name }) => name === runner);
        if (own !== undefined && mayServe(own, job, gitlab.projectOf(job)))
          report(4, `job ${id} is passed over for ${runner}, whose machines GitLab gives it to`);
      }
    },
  };
};

const newIn = (passedOver: readonly PassedOver[], before: readonly PassedOver[] = []) =>
  passedOver.filter(
    ({ runner, times }) => !before.some((one) => one.runner === runner && one.times === times),
  );
