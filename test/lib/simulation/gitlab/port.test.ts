import { gitlabPort } from '../../../../lib/simulation/gitlab/port.ts';
import { portWithoutBodies } from '../../../../lib/simulation/gitlab/port-without-bodies.ts';
import { gitlabContract } from '../../../contracts/gitlab.contract.ts';
import { aGitLab } from './a-gitlab.ts';

for (const [name, portOf] of [
  ['the simulated GitLab as a port', gitlabPort],
  ['the simulated GitLab as a port without bodies', portWithoutBodies],
] as const) {
  gitlabContract(name, () => {
    const { gitlab, clock } = aGitLab();
    let requests = 0;
    const wire = async () => {
      requests += 1;
    };
    return { gitlab: portOf(gitlab, wire), world: gitlab, clock, requests: () => requests };
  });
}

test.each([gitlabPort, portWithoutBodies])(
  'a project whose jobs GitLab answers 500 for hides those of no other',
  async (portOf) => {
    const { gitlab } = aGitLab();
    gitlab.projects.add({ id: 382, path: 'acme/broken', groupId: 7, isBroken: true });
    gitlab.pipelines.push(380, [{ name: 'a' }]);
    const { jobs, unanswered } = await portOf(gitlab).pendingJobs({ kind: 'Group', id: 7 }, []);
    expect(jobs).toMatchObject([{ projectId: 380, name: 'a' }]);
    expect(unanswered).toEqual([expect.stringContaining('500 Internal Server Error')]);
  },
);
