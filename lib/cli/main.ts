#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { readConfigFile } from '../config/read.ts';
import type { UnixSeconds } from '../scaler/time.ts';
import { check, showCheck } from './check.ts';
import { planReport, readState, showPlan } from './plan.ts';
import { policyAt, policyChanges, showPolicy } from './policy.ts';

const FAILED = 1;
const WRONG_USAGE = 2;
const DEFAULT_CONFIG = 'config.toml';

const program = new Command('bastionless')
  .description('Autoscales GitLab Runner on EC2 spot machines with no bastion')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

program
  .command('check')
  .description('say what becomes of every key of a config.toml, and all that is wrong in it')
  .argument('[config.toml]', 'the file', DEFAULT_CONFIG)
  .option('--json', 'as JSON')
  .action((file: string, { json }: { json?: true }) => {
    const report = check(file);
    say(json ? JSON.stringify(report) : showCheck(file, report));
    if (!report.ok) process.exitCode = FAILED;
  });

program
  .command('policy')
  .description('say which period holds, and what it sets')
  .option('--config <file>', 'the config.toml', DEFAULT_CONFIG)
  .option('--at <time>', 'when, ISO 8601 (default: now)', parseTime)
  .option('--hours <count>', 'the timetable of so many hours too', parseHours, 0)
  .option('--json', 'as JSON')
  .action(({ config, at = now(), hours, json }: PolicyOptions) => {
    const settings = readConfigFile(config);
    const changes = hours > 0 && { changes: policyChanges(settings, at, hours) };
    say(
      json
        ? JSON.stringify({ runners: policyAt(settings, at), ...changes })
        : showPolicy(settings, at, hours),
    );
  });

program
  .command('plan')
  .description('say what the reconciler would do now')
  .option('--config <file>', 'the config.toml', DEFAULT_CONFIG)
  .requiredOption('--state <file>', 'machines and jobs, as JSON: {"machines": […], "jobs": […]}')
  .option('--at <time>', 'when, ISO 8601 (default: now)', parseTime)
  .option('--json', 'as JSON')
  .action(({ config, state, at = now(), json }: PlanOptions) => {
    const settings = readConfigFile(config);
    const report = planReport(readState(state, settings, at), settings, at);
    say(json ? JSON.stringify(report) : showPlan(report));
  });

interface PolicyOptions {
  readonly config: string;
  readonly at?: UnixSeconds;
  readonly hours: number;
  readonly json?: true;
}

interface PlanOptions {
  readonly config: string;
  readonly state: string;
  readonly at?: UnixSeconds;
  readonly json?: true;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function now(): UnixSeconds {
  return Date.now() / 1000;
}

function parseTime(text: string): UnixSeconds {
  const time = Date.parse(text) / 1000;
  if (Number.isNaN(time))
    throw new InvalidArgumentError('It must be a time such as 2026-11-24T12:00:00+02:00.');
  return time;
}

function parseHours(text: string): number {
  const hours = Number(text);
  if (hours > 0 && hours <= 24 * 366) return hours;
  throw new InvalidArgumentError('It must be a number of hours, up to a year of them.');
}

try {
  program.parse();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
  } else {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = FAILED;
  }
}
