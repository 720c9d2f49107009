import type { GitLab } from '../../../lib/scaler/ports/gitlab.ts';
import type { OpenGitLab } from './open-gitlab.ts';

/** How many requests of GitLab's REST API a call of the port takes. */
export function requestCounts(opened: () => OpenGitLab): void {
  /** The same for each implementation, so that a simulation takes as long as the real client. */
  test.each<[string, number, (gitlab: GitLab) => Promise<unknown>]>([
    ['a job', 1, (gitlab) => gitlab.findJob({ id: 1, projectId: 380 })],
    [
      'the jobs that wait in a project, by the hundred',
      3,
      (gitlab) => gitlab.pendingJobs({ kind: 'Project', id: 380 }, []),
    ],
    ['those of a group', 4, (gitlab) => gitlab.pendingJobs({ kind: 'Group', id: 7 }, [])],
    ['the runners of a place', 1, (gitlab) => gitlab.runnersOf({ kind: 'Project', id: 380 })],
  ])('asking for %s takes %d requests', async (_, expected, ask) => {
    const { gitlab, world, requests } = opened();
    world.pipelines.push(
      380,
      Array.from({ length: 250 }, (_, index) => ({ name: `${index}` })),
    );
    const made = requests();
    await ask(gitlab);
    expect(requests() - made).toBe(expected);
  });
}
