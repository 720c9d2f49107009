import { type Command, Option } from 'commander';
import { type Ignored, refuseIgnored } from '../ignored-options.ts';
import { parseTime, withConfig, withJson } from '../options.ts';
import {
  parseBoot,
  parseCompared,
  parsePositive,
  parseTypes,
  parseUpTo,
  parseWhole,
  parseWorkload,
} from '../simulate/options.ts';
import type { SimulateOptions } from '../simulate/simulate.ts';

const MOST_DAYS = 366;
const MOST_MACHINES = 10_000;
/** A machine is taken every six minutes then. */
const MOST_INTERRUPTIONS = 1000;
const MOST_SEED = 2 ** 32 - 1;

const IGNORED: readonly Ignored[] = [
  ...['--workload', '--per-day', '--from'].map((option) => ({ option, besides: '--jobs' })),
  ...['--compare', '--always-on', '--bastion-type', '--svg'].map((option) => ({ option, besides: '--tune' })),
  ...['--p95', '--types'].map((option) => ({ option, without: '--tune' })),
];

const EXAMPLES = `
Examples:
  bastionless simulate                                  an office week with config.toml
  bastionless export --project 42 --days 30 > jobs.csv  your own jobs, from GitLab
  bastionless simulate --jobs jobs.csv --html report.html
  bastionless simulate --jobs jobs.csv --tune --p95 60  the cheapest settings

docs/simulate.md says what each system is, and what its model leaves out.`;

export function registerSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .description(
      'estimate what a config.toml would cost and how long jobs would wait, compared with other systems',
    );
  refuseIgnored(withJson(withTuning(withSystems(withJobs(withConfig(command))))), IGNORED)
    .addHelpText('after', EXAMPLES)
    .action(async (options: SimulateOptions) => {
      const { runSimulate } = await import('../simulate/simulate.ts');
      await runSimulate(options);
    });
}

function withJobs(command: Command): Command {
  return command
    .option(
      '--workload <name>',
      'how jobs come: office, nightly, bursty, steady or staged',
      parseWorkload,
      'office',
    )
    .option('--per-day <jobs>', 'jobs a day of the workload, averaged over a week', parsePositive(1e6), 400)
    .option('--jobs <file>', 'your own jobs instead: CSV, as export writes it; - is the input')
    .option('--days <count>', 'days to simulate (default: 7, or all of --jobs)', parsePositive(MOST_DAYS))
    .option('--from <time>', 'when the workload begins (default: 2026-11-23, a Monday)', parseTime)
    .option('--seed <number>', 'the seed of all that is random', parseWhole(0, MOST_SEED), 1);
}

function withSystems(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--compare <names>',
        'docker-machine, docker-autoscaler, codebuild, bastion, always-on, without-lookahead, four-places, or none',
      )
        .argParser(parseCompared)
        .default(['docker-machine', 'always-on'], 'docker-machine,always-on'),
    )
    .option(
      '--always-on <count>',
      'machines of always-on (default: concurrent)',
      parseWhole(1, MOST_MACHINES),
    )
    .option('--bastion-type <type>', 'instance type of the bastion of docker-machine', 't3.micro')
    .option(
      '--interruptions <rate>',
      'how often EC2 takes a spot machine back in 100 hours that it runs',
      parseUpTo(MOST_INTERRUPTIONS),
      0,
    )
    .addOption(
      new Option(
        '--boot <seconds>',
        'from the request of a machine until it can be given a job (default: 22-42, and 42-62 without amazonec2-ami)',
      ).argParser(parseBoot),
    )
    .option('--prices <file>', 'prices to use in place of the built-in ones, as JSON; - is the input')
    .option('--html <file>', 'write a page with charts')
    .option('--svg <file>', 'write a picture of costs and waits');
}

function withTuning(command: Command): Command {
  return command
    .option('--tune', 'find the cheapest IdleCount, IdleTime and instance type')
    .option(
      '--p95 <seconds>',
      'with --tune: what 95 % of the jobs may wait at most',
      parsePositive(86_400),
      60,
    )
    .option(
      '--types <names>',
      'with --tune: types to try, as t3.large,c6i.large:0.8 (of the time)',
      parseTypes,
    );
}
