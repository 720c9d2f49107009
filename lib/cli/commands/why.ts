import { type Command, Option } from 'commander';
import { parseCount, parseUrl, withDeployment } from '../options.ts';
import { report } from '../terminal/output.ts';
import type { WhyOptions } from '../why/why.ts';

export function registerWhy(program: Command): void {
  const command = program
    .command('why')
    .description('show what happened to one job, step by step, and what it waited for')
    .argument('<job>', 'its number, as in the address of its page in GitLab', parseCount(1))
    .option('--project <project>', 'its project, by id or path (default: that of the record)')
    .option('--url <url>', 'GitLab (default: that of the config.toml)', parseUrl)
    .addOption(
      new Option('--token <token>', 'of GitLab (default: the one in SSM)').env('GITLAB_TOKEN').hideHelp(),
    );
  withDeployment(command).action(async (job: number, options: WhyOptions) => {
    const { why } = await import('../why/why.ts');
    const { showWhy } = await import('../why/show.ts');
    const { withProgress } = await import('../terminal/progress.ts');
    report(await withProgress('asking GitLab', why(job, options, Date.now() / 1000)), options, showWhy);
  });
}
