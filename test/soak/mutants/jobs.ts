import type { Job } from '../../../lib/scaler/state/jobs/job.ts';
import { broken, type Mutant, misled, mutant, tampering, withInterruption } from './mutant.ts';

/** Of jobs: how they are heard of and asked after, passed over, and retried. */
export const JOBS: readonly Mutant[] = [
  broken('does not hear of jobs', 'store', () => ({ record: async () => 'Recorded' })),
  broken('refuses a webhook with an odd figure', 'store', (store) => ({
    record: async (event) => {
      if (event.status === 'pending' && event.waited === undefined)
        throw new Error('how long has it waited?');
      return store.record(event);
    },
  })),
  broken('does not look for jobs that no webhook told of', 'gitlab', () => ({
    pendingJobs: async () => ({ jobs: [], unanswered: [] }),
  })),
  broken('looks for lost jobs in the first projects alone', 'gitlab', (gitlab) => ({
    pendingJobs: (scope, others) => gitlab.pendingJobs(scope, others),
  })),
  broken('looks for lost jobs in no project that it has not heard of', 'gitlab', (gitlab) => ({
    pendingJobs: async (scope, others) =>
      scope.kind === 'Project' ? gitlab.pendingJobs(scope, others) : { jobs: [], unanswered: [] },
  })),
  broken('looks for lost jobs in no project where one does not answer', 'gitlab', (gitlab) => ({
    pendingJobs: async (...asked) => {
      const found = await gitlab.pendingJobs(...asked);
      for (const reason of found.unanswered) throw new Error(reason);
      return found;
    },
  })),
  broken('does not find a job by itself', 'gitlab', () => ({ findJob: async () => undefined })),
  broken('does not write what GitLab said of a job', 'store', () => ({ replaceJob: async () => false })),
  broken('never asks again what became of a job that runs', 'store', (store) => ({
    readActive: async () => {
      const state = await store.readActive();
      return { ...state, jobs: [...state.jobs].map(askedJustNow) };
    },
  })),
  broken('never passes a job over', 'store', (store) => ({
    replaceJob: ({ passedOver: _, ...job }) => store.replaceJob(job),
  })),
  broken('never tries again a job that was passed over', 'store', (store) => ({
    readActive: async () => {
      const state = await store.readActive();
      return { ...state, jobs: [...state.jobs].map((job) => passedOverUntil(job, Number.MAX_SAFE_INTEGER)) };
    },
  })),
  broken('tries again at once a job that was passed over', 'store', (store) => ({
    readActive: async () => {
      const state = await store.readActive();
      return { ...state, jobs: [...state.jobs].map((job) => passedOverUntil(job, 0)) };
    },
  })),
  mutant('tries a machine for each of the jobs that were passed over', () => {
    // What wakes the reconciler for them comes shortly after a tick of the schedule.
    const early = 15;
    let now = 0;
    return tampering('store', (store) => ({
      recordTick: (at) => {
        now = at;
        return store.recordTick(at);
      },
      readActive: async () => {
        const state = await store.readActive();
        return { ...state, jobs: [...state.jobs].map((job) => withoutTrials(job, now + early)) };
      },
    }));
  }),
  broken('does not retry a job that is lost with its machine', 'gitlab', () => ({
    retryJob: async () => ({ kind: 'Refused', reason: 'not asked' }),
  })),
  broken('retries a lost job without canceling it', 'gitlab', () => ({
    cancelJob: async () => ({ kind: 'Canceled' }),
  })),
  misled('retries a lost job however often it was', withInterruption({ retryLimit: 99 })),
  misled('does not heed retry_interrupted', withInterruption({ retry: true })),
  misled('does not heed retry_except_tags', withInterruption({ exceptTags: [] })),
  misled('does not heed retry_except_environments', withInterruption({ exceptEnvironments: [] })),
];

const askedJustNow = (job: Job): Job =>
  job.status === 'running' && job.lookup.kind === 'Confirmed'
    ? { ...job, lookup: { ...job.lookup, askedAt: Number.MAX_SAFE_INTEGER } }
    : job;

const passedOverUntil = ({ passedOver, ...job }: Job, againAt: number): Job =>
  passedOver === undefined ? job : { ...job, passedOver: passedOver.map((one) => ({ ...one, againAt })) };

/** As it was before anybody passed it over, once a machine is to be tried for it again. */
function withoutTrials({ passedOver, ...job }: Job, now: number): Job {
  const left = passedOver?.filter(({ againAt }) => againAt > now) ?? [];
  return left.length === 0 ? job : { ...job, passedOver: left };
}
