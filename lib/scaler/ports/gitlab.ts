import type { RunnerScope, RunnerSettings } from '../../config/settings.ts';
import type { JobEvent } from '../state/jobs/job.ts';
import type { UnixSeconds } from '../state/time.ts';

/** Which job: GitLab finds one only with its project. */
export type JobRef = Pick<JobEvent, 'id' | 'projectId'>;

/** What GitLab itself says of a job. */
export interface GitLabJob extends JobEvent {
  readonly tags: readonly string[];
  /** The address of its page, which has the path of its project. */
  readonly webUrl?: string;
}

/** Jobs of several projects, as far as was looked. */
export interface ListedJobs {
  readonly jobs: readonly GitLabJob[];
  /** Why projects could not be asked, one for each. */
  readonly unanswered: readonly string[];
}

export interface PendingJobs extends ListedJobs {
  /** Where the next page of projects begins, if this was not the last. */
  readonly next?: number;
}

export interface CreatedRunner {
  readonly id: number;
  /** The runner's authentication token: handed to the machine, kept nowhere. */
  readonly token: string;
}

/** A runner in GitLab. */
export interface FoundRunner {
  readonly id: number;
  readonly description: string;
  /** It is paused, or GitLab has not heard of it for two hours. */
  readonly isOff?: true;
}

/** `Refused`: asking again does not help. The reason is GitLab's. */
export interface Refused {
  readonly kind: 'Refused';
  readonly reason: string;
}

/**
 * What comes of pausing a runner. `Running`: it runs a job, whoever may see that. `Paused`: GitLab does not say that it
 * does, which is no proof. `Gone`: GitLab has no such runner.
 */
export type Pausing = 'Paused' | 'Running' | 'Gone';

export type Cancellation = { readonly kind: 'Canceled' } | Refused;

/** `job` is the new one, in the place of the one that was retried. */
export type Retrial = { readonly kind: 'Retried'; readonly job: GitLabJob } | Refused;

/** Refused is one that other projects have enabled for themselves, if our token is no administrator's. */
export type Deletion = { readonly kind: 'Deleted' } | Refused;

/** Jobs on a page of a list, the last one excepted. */
export const JOBS_A_PAGE = 100;

export interface JobPage {
  readonly jobs: readonly GitLabJob[];
  readonly isLast: boolean;
}

/**
 * When GitLab last heard of a runner's gitlab-runner; `at` is undefined if it never did. `runsJob`: GitLab says so, whoever
 * may see the job; without it that is no proof.
 */
export type Contact =
  | { readonly kind: 'NoRunner' }
  | {
      readonly kind: 'Runner';
      readonly at?: UnixSeconds;
      readonly isPaused?: true;
      readonly runsJob?: true;
    };

/**
 * GitLab's API. Methods reject with an Error that says what GitLab answered, or that it did not. Times are by our clock,
 * however wrong GitLab's own is.
 */
export interface GitLab {
  /** Undefined if GitLab does not know the job, or does not show it to us. */
  findJob(job: JobRef): Promise<GitLabJob | undefined>;
  /** A page, from 1 on, of the jobs of a project that wait or run, the newest first. Empty if there is no such project. */
  activeJobs(projectId: number, page: number): Promise<JobPage>;
  /**
   * The waiting jobs of a project, or of the projects of a group or of all of GitLab. Of many projects it looks at the few
   * that were active last, at those that are named, and at one page of all: at the first, or where an earlier one said.
   */
  pendingJobs(scope: RunnerScope, others: readonly number[], from?: number): Promise<PendingJobs>;
  /** The jobs that run there, those that are canceling too, in the same projects; of all that there are at the first page. */
  runningJobs(scope: RunnerScope, others: readonly number[]): Promise<ListedJobs>;
  /** What the addresses of the pages of a group’s projects begin with; undefined if GitLab does not show us the group. */
  groupAddress(groupId: number): Promise<string | undefined>;
  createRunner(runner: RunnerSettings, description: string): Promise<CreatedRunner>;
  /**
   * A runner of that kind which GitLab takes to be online for two hours, and which never asks for a job. It is the place's
   * own for good, and none is left where that fails.
   */
  createPlaceholder(runner: RunnerSettings, description: string): Promise<void>;
  /** The runners that belong to that place itself, whoever created them. */
  runnersOf(scope: RunnerScope): Promise<readonly FoundRunner[]>;
  lastContact(runnerId: number): Promise<Contact>;
  /** Paused, a runner is given no new job; one that it has goes on. */
  pauseRunner(runnerId: number): Promise<Pausing>;
  /** False if GitLab has no such runner. */
  resumeRunner(runnerId: number): Promise<boolean>;
  /**
   * The jobs that the runner was ever given, as far as our token shows them: of those that have ended the newest, and all
   * others. One that it was given and has not accepted yet is pending, one that is canceling still runs. None if GitLab has
   * no such runner.
   */
  jobsOf(runnerId: number): Promise<readonly GitLabJob[]>;
  /** A runner that is already gone is no error. */
  deleteRunner(runnerId: number): Promise<Deletion>;
  /** Ends a job whose runner is gone, at once. A job that has already ended stays as it is, which is no error. */
  cancelJob(job: JobRef): Promise<Cancellation>;
  /** Puts a new job in the place of one that has ended. Refused if that has been done already. */
  retryJob(job: JobRef): Promise<Retrial>;
}
