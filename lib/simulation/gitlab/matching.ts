import type { SimulatedJob, SimulatedProject, SimulatedRunner } from './model.ts';

/**
 * May the runner be given the job? Written anew from GitLab's documentation and not shared with the scaler, which is
 * tested against it. https://docs.gitlab.com/ci/runners/configure_runners/#control-jobs-that-a-runner-can-run
 */
export function mayRun(runner: SimulatedRunner, job: SimulatedJob, project: SimulatedProject): boolean {
  if (runner.paused || !serves(runner, project)) return false;
  if (runner.accessLevel === 'ref_protected' && !job.isProtected) return false;
  if (job.tags.length === 0) return runner.runUntagged;
  const has = new Set(runner.tags);
  return job.tags.every((tag) => has.has(tag));
}

/** https://docs.gitlab.com/ci/runners/runners_scope/ */
function serves(runner: SimulatedRunner, project: SimulatedProject): boolean {
  switch (runner.type) {
    case 'instance_type':
      return true;
    case 'group_type':
      return runner.groupId === project.groupId && !project.withoutGroupRunners;
    case 'project_type':
      return runner.projectId === project.id || runner.otherProjects.includes(project.id);
  }
}
