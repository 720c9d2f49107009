import { VirtualClock } from '../../../../lib/simulation/clock/virtual-clock.ts';
import { SimulatedGitLab } from '../../../../lib/simulation/gitlab/gitlab.ts';
import type { NewRunner, SimulatedJob, SimulatedRunner } from '../../../../lib/simulation/gitlab/model.ts';
import { SeededRandom } from '../../../../lib/simulation/seeded-random.ts';
import { NOW } from '../../../builders/state.ts';

export const API_TOKEN = 'glpat-test';

/** A GitLab with project 380 in group 7, and 381 in group 8. */
export function aGitLab() {
  const clock = new VirtualClock(NOW);
  const gitlab = new SimulatedGitLab({ clock, random: new SeededRandom(1), apiToken: API_TOKEN });
  gitlab.projects.add({ id: 380, path: 'acme/shop', groupId: 7 });
  gitlab.projects.add({ id: 381, path: 'acme/lab/site', groupId: 8 });
  return { gitlab, clock };
}

export function aRunnerOf(gitlab: SimulatedGitLab, more: Partial<NewRunner> = {}): SimulatedRunner {
  const created = gitlab.runners.create({ type: 'instance_type', description: 'machine-1', ...more });
  if (created.kind === 'Refused') throw new Error(created.message);
  return created.runner;
}

/** Takes a job for the runner, or fails. */
export function take(gitlab: SimulatedGitLab, runner: SimulatedRunner): SimulatedJob {
  const request = gitlab.requestJob(runner.token);
  if (request.kind !== 'Given') throw new Error(`no job: ${request.kind}`);
  return request.job;
}
