import { type Command, Option } from 'commander';
import type { ExportOptions } from '../export/export.ts';
import { parseCount, parseUrl, withConfig } from '../options.ts';

const EXAMPLES = `
Example:
  GITLAB_TOKEN=… bastionless export --project acme/shop --days 30 > jobs.csv
  bastionless simulate --jobs jobs.csv`;

export function registerExport(program: Command): void {
  const command = program
    .command('export')
    .description('write the jobs that ran in GitLab as CSV, for simulate --jobs')
    .requiredOption('--project <project>', 'by id or path; may be repeated', collect)
    .option('--days <count>', 'of how many days up to now', parseCount(1), 30)
    .option('--url <url>', 'GitLab (default: that of the config.toml)', parseUrl)
    .addOption(new Option('--token <token>', 'of GitLab, with the scope read_api').env('GITLAB_TOKEN'))
    .option('--out <file>', 'the file to write (default: the standard output)')
    .addHelpText('after', EXAMPLES);
  withConfig(command).action(async (options: ExportOptions) => {
    const { exportJobs } = await import('../export/export.ts');
    await exportJobs(options, Date.now() / 1000);
  });
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
