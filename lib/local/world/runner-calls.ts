import type { RegistrationAnswer } from '../../simulation/api-gateway.ts';
import type { RegisterAnswer } from '../../simulation/machine/machine.ts';
import type { Heard, RunnerCalls, Standing, TakenJob } from '../../simulation/machine/runner-api.ts';

/** What a machine is to do by the answer to its register call. */
export function ordersOf(answer: RegistrationAnswer): RegisterAnswer {
  if (answer === 'Later' || answer === 'Never') return answer;
  const { gitlabUrl, token, ...limits } = answer;
  return { gitlab: runnerCalls(`${gitlabUrl}/api/v4`, token), ...limits };
}

interface JobAnswer {
  readonly id: number;
  readonly token: string;
  readonly variables: readonly { readonly key: string; readonly value: string }[];
}

const FEATURES = { two_phase_job_commit: true, cancel_gracefully: true };

/** The calls of a gitlab-runner that runs jobs of the simulated GitLab, over HTTP. */
function runnerCalls(api: string, token: string): RunnerCalls {
  const traced = new Map<number, number>();
  const call = (method: string, path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${api}${path}`, { method, body, headers: { 'content-type': 'application/json', ...headers } });
  const update = (job: TakenJob, said: object) =>
    call('PUT', `/jobs/${job.id}`, JSON.stringify({ token: job.token, ...said }));
  return {
    /** Without last_update, so that no poll is held: as long as a call lasts, the world's clock may not run ahead. */
    async requestJob() {
      const asked = { token, info: { executor: 'docker', features: FEATURES } };
      const answer = await call('POST', '/jobs/request', JSON.stringify(asked));
      if (answer.status === 201) return { kind: 'Given', job: takenJob((await answer.json()) as JobAnswer) };
      if (answer.status === 403) return { kind: 'Forbidden' };
      return { kind: answer.status === 204 ? 'NoJob' : 'Failed' };
    },

    accept: async (job) => standingBy(await update(job, { state: 'running' })),

    async trace(job, text) {
      if (text === '') return standingBy(await update(job, { state: 'running' }));
      const from = traced.get(job.id) ?? 0;
      const answer = await call('PATCH', `/jobs/${job.id}/trace`, text, {
        'content-type': 'text/plain',
        'content-range': `${from}-${from + text.length - 1}`,
        'job-token': job.token,
      });
      traced.set(job.id, from + text.length);
      return standingBy(answer);
    },

    async finish(job, { state, failureReason }) {
      traced.delete(job.id);
      const { status } = await update(job, {
        ...{ state, output: { checksum: 'crc32:00000000' } },
        ...(failureReason !== undefined && { failure_reason: failureReason }),
      });
      return heardBy(status);
    },
  };
}

/** A runner has no more to say of a job that GitLab does not have, or that is not its own. */
function heardBy(status: number): Heard {
  if (status === 202) return 'Again';
  return [200, 403, 404].includes(status) ? 'Done' : 'Failed';
}

/** By the header Job-Status, and 403 for a job that is not the runner's any more. */
function standingBy({ status, headers }: Response): Standing {
  if (status === 403) return 'Over';
  return headers.get('job-status') === 'canceling' ? 'Canceling' : 'Running';
}

function takenJob({ id, token, variables }: JobAnswer): TakenJob {
  const duration = Number(variables.find(({ key }) => key === 'BASTIONLESS_DURATION')?.value ?? 30);
  return { id, token, duration };
}
