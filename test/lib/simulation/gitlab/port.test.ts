import { gitlabPort } from '../../../../lib/simulation/gitlab/port.ts';
import { gitlabContract } from '../../../contracts/gitlab.contract.ts';
import { aGitLab } from './a-gitlab.ts';

gitlabContract('the simulated GitLab as a port', () => {
  const { gitlab, clock } = aGitLab();
  let requests = 0;
  const wire = async () => {
    requests += 1;
  };
  return { gitlab: gitlabPort(gitlab, wire), world: gitlab, clock, requests: () => requests };
});

test('a project whose jobs GitLab answers 500 for hides those of no other', async () => {
  const { gitlab } = aGitLab();
  gitlab.projects.add({ id: 382, path: 'acme/broken', groupId: 7, isBroken: true });
  gitlab.pipelines.push(380, [{ name: 'a' }]);
  const { jobs, unanswered } = await gitlabPort(gitlab).pendingJobs({ kind: 'Group', id: 7 }, []);
  expect(jobs).toMatchObject([{ projectId: 380, name: 'a' }]);
  expect(unanswered).toEqual([expect.stringContaining('500 Internal Server Error')]);
});
