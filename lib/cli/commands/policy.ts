import { type Command, InvalidArgumentError } from 'commander';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { type ConfigOption, type JsonOption, parseTime, withConfig, withJson } from '../options.ts';
import { report } from '../terminal/output.ts';

interface PolicyOptions extends ConfigOption, JsonOption {
  readonly at?: UnixSeconds;
  readonly hours: number;
}

export function registerPolicy(program: Command): void {
  const command = program
    .command('policy')
    .description('show which period holds, and what it sets')
    .option('--at <time>', 'when, ISO 8601 (default: now)', parseTime)
    .option('--hours <count>', 'show the timetable of so many hours too', parseHours, 0);
  withJson(withConfig(command)).action(async (options: PolicyOptions) => {
    const { config, at = Date.now() / 1000, hours } = options;
    const { readConfigFile } = await import('../../config/read.ts');
    const { policyReport, showPolicy } = await import('../policy.ts');
    const settings = readConfigFile(config);
    report(policyReport(settings, at, hours), options, () => showPolicy(settings, at, hours));
  });
}

const MOST_HOURS = 24 * 366;

function parseHours(text: string): number {
  const hours = Number(text);
  if (hours > 0 && hours <= MOST_HOURS) return hours;
  throw new InvalidArgumentError(`It must be a number above 0, and ${MOST_HOURS} at most: a year.`);
}
