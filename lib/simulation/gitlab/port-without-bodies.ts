import { gitLabJob, type JobAnswer, type RunnerJobAnswer, runnerJob } from '../../gitlab/answers.ts';
import { jobsWithin } from '../../gitlab/jobs-within.ts';
import type { Call } from '../../gitlab/request.ts';
import { gitlabOver } from '../../gitlab/rest-client.ts';
import { JOBS_A_PAGE, type JobPage } from '../../scaler/ports/gitlab.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { SimulatedGitLab } from './gitlab.ts';
import { inMilliseconds } from './job-event.ts';
import type { JobState, SimulatedJob } from './model.ts';
import { ahead, answered, atOnce, type PortOf, requestTo } from './port.ts';
import { jobOf, listedJobs } from './rest/jobs.ts';
import { queuedFor, ranFor, webUrl } from './rest/shown.ts';

/** Of a runner with more jobs the client may need several pages. */
const FEW = JOBS_A_PAGE / 2;

/**
 * The same port, except that what it tells of jobs is not written as GitLab shows it, to be read and checked by the client: for
 * simulations of many jobs. It asks as often and takes as long.
 */
export const portWithoutBodies: PortOf = (gitlab, wire = atOnce) => {
  const request = requestTo(gitlab, wire);
  const port = gitlabOver(request);
  const ask = async <T>(path: string, answer: () => T): Promise<T | undefined> => {
    const call: Call = { method: 'GET', path };
    await wire(call);
    return answered(call, answer);
  };
  const told = (job: SimulatedJob) => gitLabJob(answerOn(gitlab, job), job.projectId, ahead(gitlab));
  const listing =
    (statuses: readonly JobState[]) =>
    async (id: number, page: number): Promise<JobPage> => {
      const all = (await ask(`/projects/${id}/jobs`, () => listedJobs(gitlab, id, statuses))) ?? [];
      const end = page * JOBS_A_PAGE;
      const jobs = all.slice(end - JOBS_A_PAGE, end).flatMap((job) => told(job) ?? []);
      return { jobs, isLast: end >= all.length };
    };
  return {
    ...port,
    findJob: ({ id, projectId }) =>
      ask(`/projects/${projectId}/jobs/${id}`, () => told(jobOf(gitlab, projectId, id))),
    activeJobs: listing(['pending', 'running']),
    pendingJobs: (scope, others, from = 0) => jobsWithin(request, scope, others, from, listing(['pending'])),
    async jobsOf(runnerId) {
      if (gitlab.jobs.ofRunner(runnerId).length > FEW) return port.jobsOf(runnerId);
      await wire({ method: 'GET', path: `/runners/${runnerId}/jobs` });
      if (gitlab.runners.find(runnerId) === undefined) return [];
      const seen = gitlab.jobs.ofRunner(runnerId).filter(({ projectId }) => gitlab.mayRead(projectId));
      return seen
        .toSorted((one, other) => other.id - one.id)
        .map((job) => runnerJob(runnerAnswerOn(gitlab, job), runnerId, ahead(gitlab)));
    },
  };
};

/** What the client reads in `shownJob`. */
function answerOn(gitlab: SimulatedGitLab, job: SimulatedJob): JobAnswer {
  const { id, name, status, stage, tags, startedAt, finishedAt, pipelineId, failureReason } = job;
  const { skew } = gitlab;
  const read = (time: UnixSeconds) => inMilliseconds(time + skew);
  const runner = gitlab.runners.find(job.runnerId ?? 0);
  return {
    ...{ id, name, status, stage, tag_list: tags as string[], pipeline: { id: pipelineId } },
    runner: runner && { id: runner.id },
    created_at: read(job.createdAt),
    started_at: startedAt && read(startedAt),
    finished_at: finishedAt && read(finishedAt),
    queued_duration: queuedFor(gitlab, job),
    duration: ranFor(job),
    failure_reason: failureReason,
    web_url: webUrl(gitlab, job),
  };
}

/** And in `shownRunnerJob`, which has no tags. */
function runnerAnswerOn(gitlab: SimulatedGitLab, job: SimulatedJob): RunnerJobAnswer {
  return { ...answerOn(gitlab, job), tag_list: [], project: { id: job.projectId } };
}
