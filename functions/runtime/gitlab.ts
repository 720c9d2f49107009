import { SSMClient } from '@aws-sdk/client-ssm';
import { gitlabCa, settings } from '#settings';
import { secretParameter } from '../../lib/aws/secrets.ts';
import type { Connection } from '../../lib/gitlab/request.ts';
import { gitlabClient } from '../../lib/gitlab/rest-client.ts';
import { trustAlso } from '../../lib/gitlab/trust.ts';
import type { GitLab } from '../../lib/scaler/ports/gitlab.ts';
import { environment } from './environment.ts';
import { PATIENT } from './patience.ts';
import { wallClock } from './wall-clock.ts';

/** Where GitLab is, and the access token of the deployment. */
export function gitlabConnection(): Connection {
  trustAlso(gitlabCa);
  return {
    url: settings.gitlabUrl,
    token: secretParameter(new SSMClient(PATIENT), environment('GITLAB_TOKEN_PARAMETER'), wallClock),
  };
}

/** GitLab's API, with the access token of the deployment. */
export const gitlab = (): GitLab => gitlabClient(gitlabConnection());
