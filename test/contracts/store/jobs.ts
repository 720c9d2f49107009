import type { Store } from '../../../lib/scaler/ports/store.ts';
import type { EndedJob, Job, JobEvent, JobStatus } from '../../../lib/scaler/state/jobs/job.ts';
import { NOW } from '../../builders/state.ts';

/** What a webhook says of job 1. */
export function anEvent(status: JobStatus): JobEvent {
  return { id: 1, projectId: 380, status, gitlabStatus: status, name: 'test', at: NOW };
}

export function anEnd(id: number): EndedJob {
  const ended = { id, projectId: 380, name: 'test', gitlabStatus: 'success', endedAt: NOW };
  return { ...ended, machine: 'machine-1' };
}

export async function onlyJobIn(store: Store): Promise<Job> {
  const [job, ...others] = (await store.readActive()).jobs;
  if (job === undefined || others.length > 0) throw new Error('there is not exactly one active job');
  return job;
}
