import type { Command } from 'commander';
import { parsePeers, parsePositive, parseTime, parseWhole, parseWorkload } from '../simulate/options.ts';
import type { SimulateOptions } from '../simulate/simulate.ts';

const MOST_DAYS = 366;
const MOST_SEED = 2 ** 32 - 1;

const EXAMPLES = `
Examples:
  bastionless simulate                                  an office week with config.toml
  bastionless export --project 42 --days 30 > jobs.csv  your own jobs, from GitLab
  bastionless simulate --jobs jobs.csv --html report.html
  bastionless simulate --jobs jobs.csv --tune --p95 60  the cheapest settings

What each system is, and what its model leaves out, is in docs/simulate.md.`;

export function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .description('say what a config.toml would cost, and how long jobs would wait')
    .option('--config <file>', 'the config.toml', 'config.toml')
    .option('--workload <name>', 'how jobs come: office, nightly, bursty or steady', parseWorkload, 'office')
    .option(
      '--per-day <jobs>',
      'jobs a day of the workload, on the average of a week',
      parsePositive(1e6),
      400,
    )
    .option('--jobs <file>', 'jobs of your own in place of a workload, CSV: queued_at,duration_s,tags')
    .option('--days <count>', `days to simulate (default: 7, or all of --jobs)`, parsePositive(MOST_DAYS))
    .option('--from <time>', 'when the workload begins, ISO 8601 (default: Monday, 2026-11-23)', parseTime)
    .option('--seed <number>', 'all that is random follows from it', parseWhole(0, MOST_SEED), 1)
    .option(
      '--compare <names>',
      'docker-machine, docker-autoscaler, bastion, always-on, with commas; or none',
      parsePeers,
      ['docker-machine', 'always-on'],
    )
    .option(
      '--always-on <count>',
      'machines that are always on (default: as many as concurrent)',
      parseWhole(1, 10_000),
    )
    .option('--bastion-type <type>', 'instance type of the bastion of docker-machine', 't3.micro')
    .option('--prices <file>', 'prices in place of the own table, JSON')
    .option('--tune', 'find the cheapest IdleCount, IdleTime and instance type')
    .option(
      '--p95 <seconds>',
      'with --tune: 95 % of the jobs are to wait no longer',
      parsePositive(86_400),
      60,
    )
    .option(
      '--types <names>',
      'with --tune: instance types to try, with commas (default: those of config.toml)',
    )
    .option('--html <file>', 'write a page with charts')
    .option('--svg <file>', 'write a picture of waits and costs')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: SimulateOptions) => {
      const { runSimulate } = await import('../simulate/simulate.ts');
      await runSimulate(options);
    });
}
