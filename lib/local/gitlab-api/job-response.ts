import { FAILURE_REASONS } from '../../simulation/gitlab/failure-reasons.ts';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { SimulatedJob } from '../../simulation/gitlab/model.ts';

/** Seconds after which a runner aborts a job. */
const TIMEOUT = 3600;
const NO_COMMIT = '0'.repeat(40);

/**
 * The job as its runner is given it: `JobResponse` of GitLab Runner's `common/network.go`. Its script sleeps for the
 * job's duration and no repository is fetched, so that a real gitlab-runner runs it as the simulated one does.
 */
export function jobResponse(gitlab: SimulatedGitLab, job: SimulatedJob) {
  const { id: projectId, path } = gitlab.projectOf(job);
  const { sha } = gitlab.pipelines.of(job);
  return {
    id: job.id,
    token: job.token,
    allow_git_fetch: true,
    job_info: {
      id: job.id,
      name: job.name,
      stage: job.stage,
      project_id: projectId,
      project_name: path.slice(path.lastIndexOf('/') + 1),
    },
    git_info: {
      repo_url: `${gitlab.url}/${path}.git`,
      ref: 'main',
      sha,
      before_sha: NO_COMMIT,
      ref_type: 'branch',
      refspecs: ['+refs/heads/main:refs/remotes/origin/main'],
      depth: 1,
    },
    runner_info: { timeout: TIMEOUT, runner_session_url: null },
    variables: variablesOf(gitlab, job, path),
    steps: [
      {
        name: 'script',
        script: [`sleep ${job.duration}`],
        timeout: TIMEOUT,
        when: 'on_success',
        allow_failure: false,
      },
    ],
    image: null,
    services: [],
    artifacts: [],
    cache: [],
    credentials: [],
    dependencies: [],
    features: { trace_sections: true, failure_reasons: FAILURE_REASONS },
  };
}

function variablesOf(gitlab: SimulatedGitLab, job: SimulatedJob, path: string) {
  const values = {
    CI: 'true',
    CI_SERVER_URL: gitlab.url,
    CI_PROJECT_ID: `${job.projectId}`,
    CI_PROJECT_PATH: path,
    CI_PIPELINE_ID: `${job.pipelineId}`,
    CI_JOB_ID: `${job.id}`,
    CI_JOB_NAME: job.name,
    CI_JOB_STAGE: job.stage,
    GIT_STRATEGY: 'none',
    BASTIONLESS_DURATION: `${job.duration}`,
  };
  const open = { public: true, masked: false, file: false, raw: false };
  return Object.entries(values).map(([key, value]) => ({ key, value, ...open }));
}
