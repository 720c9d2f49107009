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
