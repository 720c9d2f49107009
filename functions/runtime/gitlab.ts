import { gitlabCa, settings } from '#settings';
import { secretParameter } from '../../lib/aws/secrets.ts';
import { type Connection, TIMEOUT_SECONDS } from '../../lib/gitlab/request.ts';
import { gitlabClient } from '../../lib/gitlab/rest-client.ts';
import { trustAlso } from '../../lib/gitlab/trust.ts';
import type { GitLab } from '../../lib/scaler/ports/gitlab.ts';
import { Deadline } from './deadline.ts';
import { environment } from './environment.ts';
import { PATIENT } from './patience.ts';
import { ssmClient } from './ssm-client.ts';
import { wallClock } from './wall-clock.ts';

/** Where GitLab is, and the access token of the deployment. */
export function gitlabConnection(deadline = new Deadline()): Connection {
  trustAlso(gitlabCa);
  return {
    get timeoutSeconds() {
      return Math.min(TIMEOUT_SECONDS, Math.floor(deadline.left()));
    },
    url: settings.gitlabUrl,
    token: secretParameter(ssmClient(PATIENT, 10), environment('GITLAB_TOKEN_PARAMETER'), wallClock),
  };
}

/** GitLab's API, with the access token of the deployment. */
export const gitlab = (deadline?: Deadline): GitLab => gitlabClient(gitlabConnection(deadline));
