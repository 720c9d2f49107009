import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { JobHook } from '../../simulation/gitlab/job-hook.ts';
import type { PacedClock } from '../clock/paced-clock.ts';
import type { LostWebhooks } from './lost-webhooks.ts';

/** Seconds that GitLab takes to deliver one. */
const DELIVERY_SECONDS = 0.5;

interface WebhookSending {
  readonly gitlab: SimulatedGitLab;
  readonly scheduler: PacedClock;
  readonly url: string;
  readonly secret: string;
  readonly lost: LostWebhooks;
}

/** Sends GitLab's webhooks to the server's address, but for those that are to be lost. */
export function sendWebhooks({ gitlab, scheduler, url, secret, lost }: WebhookSending): void {
  const send = async (hook: JobHook): Promise<void> => {
    await fetch(`${url}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-gitlab-event': 'Job Hook', 'x-gitlab-token': secret },
      body: JSON.stringify(hook),
    });
  };
  gitlab.onWebhook((hook) => {
    if (!lost.takes()) scheduler.after(DELIVERY_SECONDS, () => send(hook));
  });
}
