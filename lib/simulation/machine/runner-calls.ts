import type { SimulatedGitLab } from '../gitlab/gitlab.ts';
import { TODAYS_RUNNER } from '../gitlab/model.ts';
import type { JobUpdate } from '../gitlab/runner-side.ts';
import type { WaitingRunners } from '../gitlab/waiting-runners.ts';
import type { Heard, RunnerCalls, Standing } from './runner-api.ts';

/** The calls of a gitlab-runner that runs jobs of the simulated GitLab, with no HTTP between them. */
export function runnerCalls(gitlab: SimulatedGitLab, waiting: WaitingRunners, token: string): RunnerCalls {
  const { runnerSide, runners } = gitlab;
  return {
    untilAJobWaits: (wake) => {
      const runner = runners.withToken(token);
      return runner === undefined ? () => undefined : waiting.wait(runner.id, wake);
    },
    hasNoJob: () => {
      const runner = runners.withToken(token);
      return runner !== undefined && runnerSide.jobFor(runner) === undefined;
    },
    untilItStops: ({ id }, wake) => waiting.untilItStops(id, wake),
    requestJob: async () => runnerSide.requestJob(token, { features: TODAYS_RUNNER }),
    accept: async ({ id, token }) => standingBy(runnerSide.updateJob(id, token, { state: 'running' })),
    async trace({ id, token }, text) {
      const { size } = runnerSide.traceOf({ id });
      const appended = runnerSide.appendTrace(id, token, size, Buffer.from(text));
      return appended.kind === undefined ? standingBy({ kind: 'Done', job: appended.job }) : 'Over';
    },
    async finish({ id, token }, end) {
      const update = runnerSide.updateJob(id, token, { ...end, hasChecksum: true });
      return heardBy(update);
    },
  };
}

function heardBy({ kind }: JobUpdate): Heard {
  if (kind === 'Accepted') return 'Again';
  return kind === 'Invalid' ? 'Failed' : 'Done';
}

function standingBy(update: JobUpdate): Standing {
  if (update.kind !== 'Done') return 'Over';
  return update.job.status === 'canceling' ? 'Canceling' : 'Running';
}
