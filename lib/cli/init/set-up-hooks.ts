import { findStack } from '../deployment/stack.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, ok, warn } from '../finding.ts';
import { ensureHook } from '../webhook.ts';
import type { InitReport, Intent } from './intent.ts';

interface SetUp {
  /** Of the webhook. */
  readonly secret: string;
  /** It was written just now, and is not deployed. */
  readonly isConfigNew: boolean;
}

/** Has GitLab send the job events of all places, once there is an address to send them to. */
export async function setUpHooks(
  { deployment, client, places }: Pick<Intent, 'deployment' | 'client' | 'places'>,
  { secret, isConfigNew }: SetUp,
): Promise<Pick<InitReport, 'findings' | 'remaining'>> {
  const { stage } = deployment;
  const deploy = `npx serverless deploy --stage ${stage}`;
  const again = `bastionless init --stage ${stage}`;
  const findings: Finding[] = [];
  const remaining: string[] = [];
  const stack = await findStack(deployment);
  if (stack === undefined || stack.webhookUrl === '') {
    findings.push(warn('webhook', 'not yet: its address comes with the first deployment'));
    remaining.push(deploy, `${again} (for the webhook)`);
    return { findings, remaining };
  }
  for (const place of places) {
    try {
      const { done } = await ensureHook(client, place, stack.webhookUrl, secret);
      findings.push(ok(`webhook of ${place.path}`, `${done}: job events to ${stack.webhookUrl}`));
    } catch (error) {
      const { message, todo } = troubleOf(error);
      findings.push(warn(`webhook of ${place.path}`, message));
      remaining.push(todo === '' ? again : todo);
    }
  }
  if (places.length === 0) remaining.push(`bastionless webhook add --stage ${stage} <project> …`);
  if (isConfigNew) remaining.push(deploy);
  remaining.push(`bastionless doctor --stage ${stage}`);
  return { findings, remaining };
}
