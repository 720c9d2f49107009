import type { Store } from '../../scaler/ports/store.ts';
import type { Job } from '../../scaler/state/jobs/job.ts';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';

/**
 * Takes up what an earlier start left on disk: its simulated instances are gone with it, so each machine ends as one
 * does whose instance EC2 has terminated; jobs that waited or ran are in the new GitLab again, and wait.
 */
export async function resume(
  store: Store,
  gitlab: SimulatedGitLab,
  tellEnded: (instanceId: string) => Promise<void>,
): Promise<void> {
  const { machines, launches, jobs } = await store.readActive();
  for (const job of [...jobs].filter(({ status }) => status === 'pending' || status === 'running')) {
    const waiting = waitingAgain(job);
    if (await store.replaceJob(waiting)) adopt(gitlab, waiting);
  }
  for (const launch of launches) await store.closeLaunch(launch);
  for (const { instanceId } of machines) await tellEnded(instanceId);
}

function waitingAgain({ runnerId: _, ...job }: Job): Job {
  return { ...job, status: 'pending', gitlabStatus: 'pending', lookup: { kind: 'NotAsked' } };
}

function adopt(gitlab: SimulatedGitLab, { id, name, projectId }: Job): void {
  gitlab.pipelines.adopt({
    object_kind: 'build',
    build_status: 'pending',
    build_id: id,
    build_name: name,
    project_id: projectId,
  });
}
