import { outputsOf } from '../removal/stack.ts';
import type { Serverless } from './serverless.ts';

/** After a deployment, below what the command tells of it: where it is, and what to do next. */
export async function tellNext(serverless: Serverless): Promise<void> {
  const { scaler } = serverless.service.custom;
  const outputs = await outputsOf(await serverless.getProvider('aws').getAwsSdkV3Config(), scaler);
  const stage = scaler.replace(/^bastionless-/, '');
  const command = process.env['BASTIONLESS_COMMAND'] ?? 'bastionless';
  const told = {
    'webhook, for GitLab': outputs.get('WebhookUrl'),
    dashboard: outputs.get('DashboardUrl'),
    next: [
      `${command} init --stage ${stage}      have GitLab send its job events there; safe to run again`,
      `${command} doctor --stage ${stage}    see that all is well`,
    ],
  };
  for (const [section, text] of Object.entries(told))
    if (text !== undefined) serverless.serviceOutputs.set(section, text);
}
