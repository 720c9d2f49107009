import { gitlabPort } from '../../../../lib/simulation/gitlab/port.ts';
import { gitlabContract } from '../../../contracts/gitlab.contract.ts';
import { aGitLab } from './a-gitlab.ts';

gitlabContract('the simulated GitLab as a port', () => {
  const { gitlab } = aGitLab();
  return { gitlab: gitlabPort(gitlab), world: gitlab };
});
