/** A job as a machine sees it. */
export interface TakenJob {
  readonly id: number;
  readonly token: string;
  /** Seconds that its script takes. */
  readonly duration: number;
  /** Its script does. */
  readonly fails?: boolean;
}

/** `Failed`: no answer, or one that asks for patience (409, 429, 5xx). `Forbidden`: GitLab has no such runner (any longer). */
export type Poll =
  | { readonly kind: 'Given'; readonly job: TakenJob }
  | { readonly kind: 'NoJob' | 'Failed' | 'Forbidden' };

/** How a job stands by GitLab's answer. `Over`: it is not this runner's any more. `Unknown`: there was no answer. */
export type Standing = 'Running' | 'Canceling' | 'Over' | 'Unknown';

/** How a job has ended, by its runner. */
export interface JobEnd {
  readonly state: 'success' | 'failed';
  readonly failureReason?: string;
}

/** Whether GitLab has heard how a job has ended. `Again` (202): not before its log is stored. `Failed`: an error, or no answer. */
export type Heard = 'Done' | 'Again' | 'Failed';

/** What gitlab-runner calls in GitLab. */
export interface RunnerCalls {
  requestJob(): Promise<Poll>;
  /** Seconds until it begins the job that it was given; none: at once. */
  preparation?(job: TakenJob): number;
  /** Says that it begins the job that it was given. */
  accept(job: TakenJob): Promise<Standing>;
  /** Appends to the job's log. */
  trace(job: TakenJob, text: string): Promise<Standing>;
  finish(job: TakenJob, end: JobEnd): Promise<Heard>;
  /**
   * Calls back when a job may wait for this runner, or the runner is gone: before, asking is useless. Without it, a
   * runner polls all the time. Answers with what ends that.
   */
  untilAJobWaits?(wake: () => void): () => void;
  /** Is it certain that it would be given none now? Without it, a runner asks. */
  hasNoJob?(): boolean;
  /** Calls back when the job no longer runs by GitLab: before, asking is useless. Without it, a runner asks now and then. */
  untilItStops?(job: TakenJob, wake: () => void): void;
}
