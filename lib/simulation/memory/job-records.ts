import { type Store, type Writer, writerOf } from '../../scaler/ports/store.ts';
import { eventOf, type Job, type JobEvent, rankOf, toldByWebhooks } from '../../scaler/state/jobs/job.ts';
import { isUnchanged, next } from './revision.ts';
import type { MemoryTable } from './table.ts';

/** What a webhook and the schedule write. */
export function inboxes(table: MemoryTable): Pick<Store, 'record' | 'recordTick'> {
  return {
    async record(event) {
      const before = table.jobs.get(event.id);
      if (before !== undefined && rankOf(before.status) >= rankOf(event.status)) {
        addTold(table, before, event);
        return 'Stale';
      }
      const job = table.keep(recorded(before, event));
      table.jobs.set(event.id, job);
      table.tell(writerOf(event), { kind: 'Job', job });
      return 'Recorded';
    },
    async recordTick() {
      table.tell('schedule', { kind: 'Tick' });
    },
  };
}

function addTold(table: MemoryTable, before: Job, event: JobEvent): void {
  const told = toldByWebhooks(event);
  if (Object.keys(told).every((key) => key in before)) return;
  const job = table.keep(next({ ...told, ...before }));
  table.jobs.set(job.id, job);
  table.tell('announcement', { kind: 'Job', job });
}

function recorded(before: Job | undefined, event: JobEvent): Job {
  return {
    ...before,
    ...eventOf(event),
    lookup: before?.lookup ?? { kind: 'NotAsked' },
    revision: (before?.revision ?? 0) + 1,
  };
}

type JobPart = Pick<Store, 'replaceJob' | 'removeJob' | 'recordEnd' | 'endedJobs' | 'recentlyEnded'>;

export function jobRecords(table: MemoryTable, writer: Writer): JobPart {
  return {
    async replaceJob(read) {
      if (!isUnchanged(table.jobs.get(read.id), read)) return false;
      const job = table.keep(next(read));
      table.jobs.set(job.id, job);
      table.tell(writer, { kind: 'Job', job });
      return true;
    },
    async removeJob(read) {
      const job = table.jobs.get(read.id);
      if (job === undefined || !isUnchanged(job, read)) return false;
      table.jobs.delete(job.id);
      table.tellRemoved({ kind: 'Job', job });
      return true;
    },
    async recordEnd(ended) {
      const before = table.ended.get(ended.id);
      if (ended.machine === undefined && before?.machine !== undefined) return false;
      table.ended.set(ended.id, table.keep({ ...before, ...ended }));
      return true;
    },
    async endedJobs(ids) {
      return [...new Set(ids)].flatMap((id) => table.ended.get(id) ?? []);
    },
    async recentlyEnded(since) {
      return [...table.ended.values()].filter(({ endedAt }) => endedAt >= since);
    },
  };
}
