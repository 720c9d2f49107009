import { type Command, Option } from 'commander';
import { parseUrl, withDeployment } from '../options.ts';
import { report } from '../terminal/output.ts';
import type { WebhookAction, WebhookOptions } from '../webhook.ts';
import { registerHelp } from './help.ts';

const ACTIONS: readonly (readonly [WebhookAction, string])[] = [
  ['add', 'add the webhook to projects or groups'],
  ['list', 'show which of them have it'],
  ['remove', 'remove it from projects or groups'],
];

export function registerWebhook(program: Command): void {
  const group = program.command('webhook').description('manage the webhooks in GitLab that send job events');
  for (const [action, description] of ACTIONS) {
    const command = group
      .command(action)
      .description(description)
      .argument('[project...]', 'by id or path (default: what config.toml names)')
      .option('--group <group>', 'a group, by id or path; may be repeated', collect)
      .option('--url <url>', 'GitLab (default: that of the config.toml)', parseUrl)
      .addOption(
        new Option('--token <token>', 'of GitLab, with the scope api (default: the one in SSM)').env(
          'GITLAB_TOKEN',
        ),
      );
    withDeployment(command).action(async (projects: string[], options: WebhookOptions) => {
      const { showWebhooks, webhook } = await import('../webhook.ts');
      const { withProgress } = await import('../terminal/progress.ts');
      report(await withProgress('asking GitLab', webhook(action, projects, options)), options, showWebhooks);
    });
  }
  registerHelp(group);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
