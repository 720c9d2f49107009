import type { RegistrationAnswer } from '../simulation/api-gateway.ts';
import type { RegisterAnswer, RunnerCalls, TakenJob } from '../simulation/machine.ts';
import { readRegistration } from '../simulation/registration.ts';

/** What a machine is to do by the answer to its register call. */
export function ordersOf(answer: RegistrationAnswer): RegisterAnswer {
  if (answer === 'Later' || answer === 'Never') return answer;
  const { gitlabUrl, token, ...limits } = readRegistration(answer);
  return { gitlab: runnerCalls(`${gitlabUrl}/api/v4`, token), ...limits };
}

interface JobAnswer {
  readonly id: number;
  readonly token: string;
  readonly variables: readonly { readonly key: string; readonly value: string }[];
}

/** The calls of a gitlab-runner that runs jobs of the simulated GitLab, over HTTP. */
function runnerCalls(api: string, token: string): RunnerCalls {
  const traced = new Map<number, number>();
  const call = (method: string, path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${api}${path}`, { method, body, headers: { 'content-type': 'application/json', ...headers } });
  return {
    async requestJob() {
      const answer = await call(
        'POST',
        '/jobs/request',
        JSON.stringify({ token, info: { executor: 'docker' } }),
      );
      return answer.status === 201 ? takenJob((await answer.json()) as JobAnswer) : undefined;
    },

    async trace(job, text) {
      const from = traced.get(job.id) ?? 0;
      const answer = await call('PATCH', `/jobs/${job.id}/trace`, text, {
        'content-type': 'text/plain',
        'content-range': `${from}-${from + text.length - 1}`,
        'job-token': job.token,
      });
      traced.set(job.id, from + text.length);
      return answer.ok && answer.headers.get('job-status') !== 'canceled';
    },

    async finish(job) {
      traced.delete(job.id);
      await call('PUT', `/jobs/${job.id}`, JSON.stringify({ token: job.token, state: 'success' }));
    },
  };
}

function takenJob({ id, token, variables }: JobAnswer): TakenJob {
  const duration = Number(variables.find(({ key }) => key === 'BASTIONLESS_DURATION')?.value ?? 30);
  return { id, token, duration };
}
