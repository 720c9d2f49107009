import type { Cancellation, JobRef, Refused, Retrial } from '../scaler/ports/gitlab.ts';
import { gitLabJob, JobAnswer } from './answers.ts';
import { GitLabError } from './gitlab-error.ts';
import { type Answer, type Call, type Request, read } from './request.ts';

/**
 * GitLab asks a runner to cancel its job, and the job is `canceling` until that answers; one whose machine is gone
 * never does. Forced, GitLab waits for nobody: since 17.10, and for a Maintainer; a job that stays `canceling` can be
 * retried all the same. https://docs.gitlab.com/api/jobs/#cancel-a-job
 */
export async function cancelJob(request: Request, job: JobRef): Promise<Cancellation> {
  const call = change(job, 'cancel');
  const answer = await unlessRefused(request, call);
  if ('kind' in answer) return answer;
  if (read(call, JobAnswer, answer.json).status === 'canceling') {
    await unlessRefused(request, change(job, 'cancel?force=true'));
  }
  return { kind: 'Canceled' };
}

/** https://docs.gitlab.com/api/jobs/#retry-a-job */
export async function retryJob(request: Request, job: JobRef): Promise<Retrial> {
  const call = change(job, 'retry');
  const answer = await unlessRefused(request, call);
  if ('kind' in answer) return answer;
  const fresh = gitLabJob(read(call, JobAnswer, answer.json), job.projectId, answer.ahead);
  if (fresh === undefined)
    throw new GitLabError(call, undefined, 'the new job has a status that is not known');
  return { kind: 'Retried', job: fresh };
}

function change({ id, projectId }: JobRef, what: string): Call {
  return { method: 'POST', path: `/projects/${projectId}/jobs/${id}/${what}` };
}

/** 403: the job cannot be changed, or the token may not change it. 404: the job does not exist for us. */
async function unlessRefused(request: Request, call: Call): Promise<Answer | Refused> {
  try {
    const answer = await request(call);
    return answer ?? { kind: 'Refused', reason: `${call.method} ${call.path}: GitLab answered 404` };
  } catch (error) {
    if (!(error instanceof GitLabError) || error.status !== 403) throw error;
    return { kind: 'Refused', reason: error.message };
  }
}
