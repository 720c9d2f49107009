import type { SimulatedGitLab } from './gitlab/gitlab.ts';
import type { WaitingRunners } from './gitlab/waiting-runners.ts';
import type { RunnerCalls, TakenJob } from './machine.ts';

/** The calls of a gitlab-runner that runs jobs of the simulated GitLab, with no HTTP between them. */
export function runnerCalls(gitlab: SimulatedGitLab, waiting: WaitingRunners, token: string): RunnerCalls {
  const isRunning = ({ id, token: jobToken }: TakenJob): boolean =>
    gitlab.updateJob(id, jobToken, { state: 'running' }).kind === 'Done';
  return {
    untilAJobWaits: (wake) => {
      const runner = gitlab.runners.withToken(token);
      if (runner !== undefined) waiting.wait(runner.id, wake);
    },
    async requestJob() {
      const answer = gitlab.requestJob(token);
      return answer.kind === 'Given' ? answer.job : undefined;
    },
    trace: async (job) => isRunning(job),
    async finish({ id, token: jobToken }) {
      gitlab.updateJob(id, jobToken, { state: 'success' });
    },
  };
}
