import type { RunnerSettings } from '../../../config/settings.ts';
import { obstacleOf } from '../../../scaler/plan/demand/obstacle.ts';
import type { EndedJob, Job, JobEvent } from '../../../scaler/state/jobs/job.ts';
import type { UnixSeconds } from '../../../scaler/state/time.ts';
import type { JobLine } from '../view.ts';

/** The most ended jobs that are kept. */
const MOST_ENDED = 1000;

/** The jobs, from their records. */
export class JobLines {
  readonly #runners: readonly RunnerSettings[];
  readonly #countFrom: UnixSeconds;
  readonly #lines = new Map<number, JobLine>();
  #endedCount = 0;

  constructor(runners: readonly RunnerSettings[], countFrom: UnixSeconds) {
    this.#runners = runners;
    this.#countFrom = countFrom;
  }

  /** Jobs that ended since counting began. */
  get endedCount(): number {
    return this.#endedCount;
  }

  nameOf(id: number): string {
    return this.#lines.get(id)?.name ?? `job ${id}`;
  }

  /** Returns the line if it has changed. */
  write(job: JobEvent | Job, now: UnixSeconds): JobLine | undefined {
    const before = this.#lines.get(job.id);
    const line: JobLine = {
      id: job.id,
      name: job.name,
      url: ('webUrl' in job ? webAddress(job.webUrl) : before?.url) ?? null,
      status: job.gitlabStatus,
      phase: PHASES[job.status],
      waitsSince: job.status === 'pending' ? job.at : (before?.waitsSince ?? null),
      runsSince: job.status === 'running' ? job.at : (before?.runsSince ?? null),
      endedAt: job.status === 'finished' ? job.at : null,
      machine: before?.machine ?? null,
      isLost: before?.isLost ?? false,
      retriedAs: before?.retriedAs ?? null,
      dollars: null,
      obstacle: isWaiting(job) ? (obstacleOf(job, this.#runners, now) ?? null) : null,
    };
    return this.#put(line);
  }

  end({ id, name, gitlabStatus, endedAt, machine, dollars, retriedAs }: EndedJob): JobLine | undefined {
    const before = this.#lines.get(id) ?? NOTHING_KNOWN;
    return this.#put({
      ...before,
      ...{ id, name, status: gitlabStatus, phase: 'ended', endedAt, obstacle: null },
      machine: machine ?? before.machine,
      isLost: before.isLost || retriedAs !== undefined,
      retriedAs: retriedAs ?? before.retriedAs,
      dollars: dollars ?? before.dollars,
    });
  }

  /** It runs on a machine. */
  runsOn(id: number, machine: string): JobLine | undefined {
    const line = this.#lines.get(id);
    return line && this.#put({ ...line, machine });
  }

  /** It was lost with its machine. */
  lose(id: number): JobLine | undefined {
    const line = this.#lines.get(id);
    return line && this.#put({ ...line, isLost: true });
  }

  /** It is no longer active. A skipped job says so; the outcome of another that has not ended is unknown. */
  drop(id: number, now: UnixSeconds): JobLine | undefined {
    const line = this.#lines.get(id);
    if (line === undefined || line.phase === 'ended') return undefined;
    const isSkipped = line.phase === 'created' && line.status !== 'created';
    const status = isSkipped ? line.status : 'unknown';
    return this.#put({ ...line, phase: 'ended', status, endedAt: now, obstacle: null });
  }

  since(since: UnixSeconds): JobLine[] {
    const ended = [...this.#lines.values()].filter(({ phase }) => phase === 'ended');
    const tooMany = ended.slice(0, Math.max(0, ended.length - MOST_ENDED));
    const tooOld = ended.filter(({ endedAt }) => (endedAt ?? since) < since);
    for (const { id } of [...tooMany, ...tooOld]) this.#lines.delete(id);
    return [...this.#lines.values()];
  }

  #put(line: JobLine): JobLine | undefined {
    const before = this.#lines.get(line.id);
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(line)) return undefined;
    this.#lines.set(line.id, line);
    const hasEnded = line.phase === 'ended' && before?.phase !== 'ended';
    if (hasEnded && (line.endedAt ?? 0) >= this.#countFrom) this.#endedCount += 1;
    return line;
  }
}

/** Only pages of the web are linked to. */
const webAddress = (url: string | undefined): string | undefined => url?.match(/^https?:\/\/.*/)?.[0];

/** Is it on record, and not only in a webhook? */
const isWaiting = (job: JobEvent | Job): job is Job => job.status === 'pending' && 'lookup' in job;

const NOTHING_KNOWN = {
  ...{ url: null, waitsSince: null, runsSince: null, machine: null },
  ...{ isLost: false, retriedAs: null, dollars: null },
};

const PHASES = {
  created: 'created',
  dormant: 'created',
  pending: 'waiting',
  running: 'running',
  finished: 'ended',
} as const;
